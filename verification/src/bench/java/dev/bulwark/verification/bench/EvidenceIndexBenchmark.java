package dev.bulwark.verification.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.index.EvidenceIndex;
import dev.bulwark.ledger.index.EvidenceQuery;
import dev.bulwark.ledger.index.IndexPlace;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.log.TransparencyLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to an index over many entries. Asserts that answers are right, nothing about time. */
class EvidenceIndexBenchmark {
    private static final int ENTRIES = Integer.getInteger("bench.entries", 100_000);
    private static final int QUESTIONS = Integer.getInteger("bench.questions", 200);
    private static final int SUBJECTS = 2_000;
    private static final int BATCH = 10_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> TYPES = List.of("signing", "sbom", "bias-audit", "performance");

    @TempDir private Path folder;
    private final SplittableRandom random = new SplittableRandom(20261101);

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String type(int number) {
        return "https://bulwark.dev/evidence/" + TYPES.get(number % TYPES.size()) + "/v1";
    }

    private static LogEntry entry(int number) {
        return new LogEntry(
                type(number),
                List.of(digest("model " + number % SUBJECTS), digest("data " + number % 50)),
                0,
                digest("envelope " + number),
                List.of("ab".repeat(32), "cd".repeat(32)),
                START.plusSeconds(60L * number));
    }

    private static <T> T timed(String what, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        System.out.printf(
                Locale.ROOT, "%-52s %10.1f ms%n", what, (System.nanoTime() - start) / 1e6);
        return result;
    }

    private void questions(String what, Supplier<Integer> question) {
        long[] nanos = new long[QUESTIONS];
        long found = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            long start = System.nanoTime();
            found += question.get();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-52s p50 %7.3f ms, p99 %7.3f ms, %d rows each%n",
                what,
                nanos[QUESTIONS / 2] / 1e6,
                nanos[QUESTIONS * 99 / 100] / 1e6,
                found / QUESTIONS);
    }

    @Test
    void answersOverManyEntries() {
        LogReader log;
        try (TransparencyLog writer =
                TransparencyLog.open(
                        folder.resolve("log"),
                        "bench.example/log",
                        SigningKeys.generate().ed25519())) {
            for (int from = 0; from < ENTRIES; from += BATCH) {
                List<LogEntry> batch = new ArrayList<>();
                for (int i = from; i < Math.min(from + BATCH, ENTRIES); i++) {
                    batch.add(entry(i));
                }
                writer.append(batch);
            }
            log = writer.reader();
        }
        System.out.printf("%n%,d entries, SQLite%n", ENTRIES);
        IndexPlace place = IndexPlace.file(folder.resolve("index.sqlite"));
        try (EvidenceIndex index = EvidenceIndex.open(place, _ -> Optional.empty())) {
            timed("make the index from the log", () -> follow(index, log));
            timed("follow a log that has not grown", () -> follow(index, log));
            assertThat(timed("everything, proved", () -> index.findAll(log, EvidenceQuery.ALL)))
                    .hasSize(ENTRIES);
            questions("by subject, each row proved", () -> index.find(log, subject()).size());
            questions("by type and hour, each row proved", () -> index.find(log, hour()).size());
            timed("by subject, all there is", () -> index.findAll(log, subject()));
            timed("by type and hour, all there is", () -> index.findAll(log, hour()));
            timed("parse and hash every entry, without an index", () -> scanned(log));
        }
    }

    private static boolean follow(EvidenceIndex index, LogReader log) {
        index.follow(log);
        return true;
    }

    private EvidenceQuery subject() {
        return EvidenceQuery.ALL.about(digest("model " + random.nextInt(SUBJECTS)));
    }

    private EvidenceQuery hour() {
        Instant from = START.plusSeconds(60L * random.nextInt(ENTRIES));
        return EvidenceQuery.ALL
                .ofType(type(random.nextInt(TYPES.size())))
                .logged(Optional.of(from), Optional.of(from.plusSeconds(3_600)));
    }

    private static int scanned(LogReader log) {
        Digest wanted = digest("model 1");
        int[] found = new int[1];
        log.scan((_, bytes) -> {
            if (LogEntry.parse(bytes).subjects().contains(wanted)) {
                found[0]++;
            }
        });
        return found[0];
    }
}
