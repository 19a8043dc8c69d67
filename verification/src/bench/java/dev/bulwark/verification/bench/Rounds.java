package dev.bulwark.verification.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.bulwark.verification.bench.Contender.Work;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Times of two contenders at one kind of work, round by round: by the clock, which is what a user
 * waits for, and of the processor, which other programs on the machine disturb less.
 */
final class Rounds {
    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final List<String> RECORDS = new ArrayList<>();

    /** Seconds of one run: the median by the clock, the mean of the processor. */
    private record Round(double clock, double processor) {}

    private final Work work;
    private final List<Round> ours = new ArrayList<>();
    private final List<Round> theirs = new ArrayList<>();

    private Rounds(Work work) {
        this.work = work;
    }

    /** Alternating rounds after one of each to warm up. */
    static Rounds of(Contender ours, Contender theirs, Work work, int rounds, double seconds) {
        time(ours, work, seconds);
        time(theirs, work, seconds);
        Rounds result = new Rounds(work);
        for (int i = 0; i < rounds; i++) {
            result.ours.add(time(ours, work, seconds));
            result.theirs.add(time(theirs, work, seconds));
        }
        return result;
    }

    private static Round time(Contender contender, Work work, double seconds) {
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        long busy = MACHINE.getProcessCpuTime();
        while (times.size() < 3 || System.nanoTime() - begin < seconds * 1e9) {
            long start = System.nanoTime();
            contender.run(work);
            times.add((System.nanoTime() - start) / 1e9);
        }
        double processor = (MACHINE.getProcessCpuTime() - busy) / 1e9 / times.size();
        return new Round(median(times.stream().mapToDouble(t -> t).toArray()), processor);
    }

    /** A line of the table; a ratio is the median of the rounds' ratios. */
    String line(String network, int batch) {
        double us = median(ours, Round::clock);
        double them = median(theirs, Round::clock);
        double clock = ratio(Round::clock);
        double processor = ratio(Round::processor);
        RECORDS.add(
                String.format(
                        Locale.ROOT,
                        "{\"network\":\"%s\",\"batch\":%d,\"work\":\"%s\",\"ratio\":%.4f,"
                                + "\"processorRatio\":%.4f,"
                                + "\"bulwark\":{\"median\":%.1f,\"best\":%.1f},"
                                + "\"libtorch\":{\"median\":%.1f,\"best\":%.1f}}",
                        network,
                        batch,
                        work,
                        clock,
                        processor,
                        batch / us,
                        batch / least(ours),
                        batch / them,
                        batch / least(theirs)));
        return String.format(
                Locale.ROOT,
                "%-8s %5d  %-14s %10.0f (%8.0f) %10.0f (%8.0f) %7.2f %9.2f",
                network,
                batch,
                work,
                batch / us,
                batch / least(ours),
                batch / them,
                batch / least(theirs),
                clock,
                processor);
    }

    private double ratio(ToDoubleFunction<Round> time) {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = time.applyAsDouble(theirs.get(i)) / time.applyAsDouble(ours.get(i));
        }
        return median(ratios);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> time) {
        return median(rounds.stream().mapToDouble(time).toArray());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double least(List<Round> rounds) {
        return rounds.stream().mapToDouble(Round::clock).min().orElse(Double.NaN);
    }

    /** Everything measured so far. */
    static String json() {
        return "[" + String.join(",\n ", RECORDS) + "]\n";
    }
}
