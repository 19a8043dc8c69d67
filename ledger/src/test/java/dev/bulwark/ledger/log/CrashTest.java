package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.TreeHash;
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

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void neverLosesAnAcknowledgedEntryNorSignsAnInconsistentCheckpoint() throws Exception {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        Path log = folder.resolve("log");
        KilledWriter.save(folder, LogFixture.PAIR);
        Map<Long, TreeHash> acknowledged = new TreeMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            long before = acknowledged.size();
            runAndKill(log, random, acknowledged);
            LogReader reader = LogReader.open(log, LogFixture.KEY);
            long known = acknowledged.isEmpty() ? 0 : lastKey(acknowledged);
            assertThat(reader.size()).as("kill " + kill).isGreaterThanOrEqualTo(known);
            assertThat(LogFsck.check(log, LogFixture.KEY).isClean()).as("kill " + kill).isTrue();
            assertThat((long) acknowledged.size()).isGreaterThanOrEqualTo(before);
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS);
        assertEverythingIsThere(log, acknowledged);
    }

    /** Every root that was ever acknowledged is that of the final tree at that size. */
    private static void assertEverythingIsThere(Path log, Map<Long, TreeHash> acknowledged) {
        LogFixture.open(log).close();
        LogReader reader = LogReader.open(log, LogFixture.KEY);
        MerkleTree tree = new MerkleTree(new TileReader(log).tree(reader.size()), reader.size());
        acknowledged.forEach(
                (size, root) -> assertThat(tree.rootAt(size)).as("size " + size).isEqualTo(root));
        long[] next = {0};
        reader.scan((index, entry) -> {
            assertThat(entry).isEqualTo(LogFixture.entry(index).toBytes());
            next[0]++;
        });
        assertThat(next[0]).isEqualTo(reader.size());
    }

    private static long lastKey(Map<Long, TreeHash> acknowledged) {
        return ((TreeMap<Long, TreeHash>) acknowledged).lastKey();
    }

    private void runAndKill(Path log, SplittableRandom random, Map<Long, TreeHash> acknowledged)
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
                        Long.toString(random.nextLong()));
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).isEqualTo("open");
            Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            process.toHandle().destroyForcibly(); // SIGKILL; what it said stays readable
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                // The last line may be cut; only a whole one is an acknowledgement.
                String[] parts = line.split(" ", 2);
                if (parts.length == 2 && parts[1].length() == 44) {
                    TreeHash root = TreeHash.of(Base64.getDecoder().decode(parts[1]));
                    assertThat(acknowledged.put(Long.parseLong(parts[0]), root))
                            .as("a size acknowledged twice")
                            .isNull();
                }
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
