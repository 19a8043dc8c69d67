package dev.bulwark.ledger.log;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A log's key, entries for it, and its files. */
final class LogFixture {
    static final KeyPair PAIR = TestKeys.ed25519();
    static final VerifierKey KEY = TestKeys.verifier(PAIR);
    private static final Instant TIME = Instant.parse("2026-11-01T12:00:00Z");

    private LogFixture() {}

    static TransparencyLog open(Path folder) {
        return TransparencyLog.open(folder, TestKeys.ORIGIN, PAIR);
    }

    static LogWriter writer(Path folder) {
        return LogWriter.open(
                folder,
                NoteSigner.ofLog(TestKeys.ORIGIN, PAIR),
                List.of(),
                CheckpointWitnesses.NONE,
                LogSettings.DEFAULT);
    }

    static LogEntry entry(long number) {
        Digest digest = Digest.of(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        return new LogEntry(
                "https://bulwark.dev/evidence/signing/v1",
                List.of(digest),
                0,
                digest,
                List.of("ab".repeat(32)),
                TIME);
    }

    static List<LogEntry> entries(long from, int count) {
        List<LogEntry> entries = new ArrayList<>();
        for (long i = from; i < from + count; i++) {
            entries.add(entry(i));
        }
        return entries;
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Flips one bit of a file. */
    static void flip(Path file, int at, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
    }
}
