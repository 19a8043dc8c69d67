package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer in a process of its own, killed (SIGKILL) at random points, again and again. */
class CrashTest {
    private static final int KILLS = Integer.getInteger("bulwark.kills", 20);
    private static final long SEED = Long.getLong("bulwark.seed", 99L);
    private static final int LONGEST_LIFE_MILLIS = 400;

    @TempDir private Path folder;

    /** What was acknowledged: entries by their index, and roots by their size. */
    private static final class Acknowledged {
        final Map<Long, Long> entries = new TreeMap<>();
        final Map<Long, TreeHash> roots = new TreeMap<>();
        long published;

        /** Reads a line; one that the kill cut off is no acknowledgement. */
        void read(String line) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 4 || !parts[3].equals(".")) {
                return;
            }
            long first = Long.parseLong(parts[1]);
            if (parts[0].equals("C")) {
                TreeHash root = TreeHash.of(Base64.getDecoder().decode(parts[2]));
                TreeHash before = roots.putIfAbsent(first, root);
                assertThat(before == null || before.equals(root)).as("size " + first).isTrue();
                published = Math.max(published, first);
                return;
            }
            Long before = entries.putIfAbsent(first, Long.parseLong(parts[2]));
            assertThat(before).as("index " + first + " given twice").isNull();
            published = parts[0].equals("P") ? Math.max(published, first + 1) : published;
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void neverLosesAnAcknowledgedEntryNorSignsAnInconsistentCheckpoint() throws Exception {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        Path log = folder.resolve("log");
        KilledWriter.save(folder, LogFixture.PAIR);
        Acknowledged acknowledged = new Acknowledged();
        List<SignedCheckpoint> published = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(log, random, acknowledged);
            LogReader reader = LogReader.open(log, LogFixture.KEY);
            assertThat(reader.size())
                    .as("kill " + kill)
                    .isGreaterThanOrEqualTo(acknowledged.published);
            LogCheck check = LogFsck.check(log, LogFixture.KEY);
            assertThat(check.isClean()).as("kill " + kill + ": " + check.findings()).isTrue();
            for (SignedCheckpoint earlier : published) {
                assertThat(reader.consistencyProof(earlier)).isNotNull();
            }
            if (reader.size() > 0) {
                published.add(reader.checkpoint());
            }
        }
        assertThat(acknowledged.entries).hasSizeGreaterThan(KILLS);
        System.out.printf(
                "%d kills, %d entries and %d checkpoints acknowledged, none lost%n",
                KILLS, acknowledged.entries.size(), acknowledged.roots.size());
        assertEverythingIsThere(log, acknowledged);
    }

    /** Every acknowledged entry has its index, and every root is the final tree's at that size. */
    private static void assertEverythingIsThere(Path log, Acknowledged acknowledged) {
        LogFixture.open(log).close();
        LogReader reader = LogReader.open(log, LogFixture.KEY);
        MerkleTree tree = new MerkleTree(new TileReader(log).tree(reader.size()), reader.size());
        acknowledged.roots.forEach(
                (size, root) -> assertThat(tree.rootAt(size)).as("size " + size).isEqualTo(root));
        Map<Long, Long> missing = new TreeMap<>(acknowledged.entries);
        reader.scan((index, entry) -> {
            Long number = missing.remove(index);
            if (number != null) {
                assertThat(entry).isEqualTo(LogFixture.entry(number).toBytes());
            }
        });
        assertThat(missing).isEmpty();
    }

    private void runAndKill(Path log, SplittableRandom random, Acknowledged acknowledged)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        log.toString(),
                        folder.toString(),
                        Long.toString(random.nextLong(1L << 40) << 20));
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).isEqualTo("open");
            Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            process.toHandle().destroyForcibly(); // SIGKILL; what it said stays readable
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                acknowledged.read(line);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
