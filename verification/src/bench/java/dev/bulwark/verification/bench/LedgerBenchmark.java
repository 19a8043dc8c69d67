package dev.bulwark.verification.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.log.LogCheck;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogFsck;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.log.TransparencyLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the ledger can do beside what its disk and a plain database on the same disk can do, all in
 * one run. Nothing is asserted about time: {@code verification/bench-ledger.sh} prints the table.
 */
class LedgerBenchmark {
    private static final int[] THREADS = {1, 8, 64};
    private static final int BATCH = 4096;

    private final int entries = Integer.getInteger("bench.entries", 1_000_000);
    private final double seconds = Integer.getInteger("bench.seconds", 5);
    private final Path folder = Path.of(System.getProperty("bench.folder", "target/bench-ledger"));
    private final Map<String, Json> results = new LinkedHashMap<>();

    @Test
    void measures() throws Exception {
        BenchFolders.clear(folder);
        System.out.printf("%n%,d entries, %.0f s a line, in %s%n%n", entries, seconds, folder);
        disk();
        appends();
        large();
        BenchFolders.clear(folder);
        Path file = Path.of("target", "bench", "ledger.json");
        Files.createDirectories(file.getParent());
        Files.write(file, new Json.Obj(results).canonical());
        System.out.println("\nwritten to " + file.toAbsolutePath());
    }

    private void disk() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        raw(disk, 1);
        raw(disk, 64);
        rate("SQLite insert and commit, journal", DiskContenders.sqlite(disk, seconds, "DELETE"));
        rate("SQLite insert and commit, WAL", DiskContenders.sqlite(disk, seconds, "WAL"));
    }

    /** What one thread may reach at best that forces so many entries at once. */
    private void raw(Path disk, int batch) throws Exception {
        int bytes = batch * BenchLog.entry(0).toBytes().length;
        rate(
                "raw write of %d entries and fsync, 1 thread".formatted(batch),
                DiskContenders.fsync(disk, seconds, bytes));
    }

    private void appends() throws Exception {
        for (int threads : THREADS) {
            load(
                    "durable appends",
                    threads,
                    BenchLog::open,
                    log -> entry -> log.submit(List.of(entry)));
        }
        for (int threads : THREADS) {
            load(
                    "append to published",
                    threads,
                    BenchLog::open,
                    log -> entry -> log.append(List.of(entry)));
        }
        for (int threads : THREADS) {
            load(
                    "append to published over TLS",
                    threads,
                    BenchLog::withTlsWitness,
                    log -> entry -> log.append(List.of(entry)));
        }
        System.out.println("the raw disk once more, for it is not always the same:");
        raw(folder.resolve("disk"), 1);
        raw(folder.resolve("disk"), 64);
    }

    private void load(
            String what,
            int threads,
            Function<Path, BenchLog> opener,
            Function<TransparencyLog, Consumer<LogEntry>> step)
            throws Exception {
        Path log = folder.resolve("load-" + what.replace(' ', '-') + "-" + threads);
        try (BenchLog bench = opener.apply(log)) {
            Load.run(1, 0.5, step.apply(bench.log())); // warms up
            Load load = Load.run(threads, seconds, step.apply(bench.log()));
            rate("%s, %d threads, local witness".formatted(what, threads), load);
            long size = bench.log().publish().size();
            assertThat(LogFsck.check(log, bench.key()).entries()).isEqualTo(size);
        }
    }

    private void large() throws Exception {
        Path log = folder.resolve("large");
        long bytesOfEntries = 0;
        long start = System.nanoTime();
        try (BenchLog bench = BenchLog.open(log)) {
            for (int at = 0; at < entries; at += BATCH) {
                List<LogEntry> batch = new ArrayList<>();
                for (int i = at; i < Math.min(entries, at + BATCH); i++) {
                    batch.add(BenchLog.entry(i));
                    bytesOfEntries += batch.getLast().toBytes().length;
                }
                bench.log().submit(batch);
            }
            bench.log().publish();
        }
        value("filling it, entries a second", entries / since(start));
        start = System.nanoTime();
        BenchLog.open(log).close();
        value("opening it to write, s", since(start));
        start = System.nanoTime();
        LogCheck check = LogFsck.check(log, BenchLog.KEY);
        value("fsck, s", since(start));
        assertThat(check.isClean()).isTrue();
        assertThat(check.entries()).isEqualTo(entries);
        proofs(LogReader.open(log, BenchLog.KEY));
        long tiles = size(log.resolve("tile")) - size(log.resolve("tile/entries"));
        value("bytes of tiles an entry", tiles / (double) entries);
        value("bytes of an entry itself", bytesOfEntries / (double) entries);
        value(
                "bytes of bundles an entry",
                size(log.resolve("tile/entries")) / (double) entries);
    }

    private void proofs(LogReader reader) {
        SplittableRandom random = new SplittableRandom(1);
        List<Long> asked = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            asked.add(random.nextLong(reader.size()));
        }
        for (int round = 0; round < 50; round++) {
            asked.forEach(reader::inclusionProof); // warms up: code, and the tiles in memory
        }
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            for (long index : asked) {
                long start = System.nanoTime();
                int hashes = reader.inclusionProof(index).size();
                millis.add((System.nanoTime() - start) / 1e6);
                assertThat(hashes).isLessThanOrEqualTo(20);
            }
        }
        millis.sort(Double::compare);
        value("inclusion proof, warm, p50 ms", millis.get(millis.size() / 2));
        value("inclusion proof, warm, p99 ms", millis.get(millis.size() * 99 / 100));
        millis.clear();
        for (int i = 0; i < 200; i++) {
            long start = System.nanoTime();
            reader.inclusionProof(random.nextLong(reader.size()));
            millis.add((System.nanoTime() - start) / 1e6);
        }
        millis.sort(Double::compare);
        value("inclusion proof, tiles not in memory, p50 ms", millis.get(millis.size() / 2));
    }

    private void rate(String what, Load load) {
        System.out.printf(
                "%-52s %,12.0f /s   p50 %8.3f ms   p99 %8.3f ms%n",
                what, load.rate(), load.millisAt(0.5), load.millisAt(0.99));
        results.put(
                what,
                Json.obj(
                        "per_second", round(load.rate()),
                        "p50_ms", round(load.millisAt(0.5)),
                        "p99_ms", round(load.millisAt(0.99))));
    }

    private void value(String what, double value) {
        System.out.printf("%-52s %,12.3f%n", "%,d: ".formatted(entries) + what, value);
        results.put(what, Json.of(round(value)));
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long size(Path under) throws IOException {
        try (Stream<Path> files = Files.walk(under)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
