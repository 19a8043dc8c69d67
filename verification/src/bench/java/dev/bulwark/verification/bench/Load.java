package dev.bulwark.verification.bench;

import dev.bulwark.ledger.log.LogEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Threads that do one thing over and over for a while.
 *
 * @param rate how often all together did it, a second
 * @param sortedMillis how long each took
 */
@SuppressWarnings("ArrayRecordComponent")
record Load(double rate, double[] sortedMillis) {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** How long a share of them took at most. */
    double millisAt(double share) {
        return sortedMillis[(int) Math.min(sortedMillis.length - 1, sortedMillis.length * share)];
    }

    static Load run(int threads, double seconds, Consumer<LogEntry> step) throws Exception {
        return run(
                threads, seconds, () -> step.accept(BenchLog.entry(NUMBERS.incrementAndGet())));
    }

    static Load run(int threads, double seconds, Runnable step) throws Exception {
        List<Future<List<Double>>> all = new ArrayList<>();
        long start = System.nanoTime();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                all.add(executor.submit(() -> work(start, seconds, step)));
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        List<Double> millis = new ArrayList<>();
        for (Future<List<Double>> one : all) {
            millis.addAll(one.get());
        }
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Load(sorted.length / took, sorted);
    }

    private static List<Double> work(long start, double seconds, Runnable step) {
        List<Double> millis = new ArrayList<>();
        while ((System.nanoTime() - start) / 1e9 < seconds) {
            long at = System.nanoTime();
            step.run();
            millis.add((System.nanoTime() - at) / 1e6);
        }
        return millis;
    }
}
