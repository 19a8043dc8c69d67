package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.index.EvidenceIndex;
import dev.bulwark.ledger.index.EvidenceQuery;
import dev.bulwark.ledger.store.PayloadStore.Content;
import dev.bulwark.testkit.Seeded;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Killed at random points between payload, log, erasure and index. */
@ExtendWith(Seeded.class)
class LedgerCrashTest {
    private static final int KILLS = Integer.getInteger("bulwark.kills", 6);
    private static final int LONGEST_LIFE_MILLIS = 700;

    @TempDir private Path folder;
    private final KeyPair pair = TestKeys.ed25519();
    private final Set<Digest> recorded = new HashSet<>();
    private final Set<Digest> erased = new HashSet<>();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void losesNothingRecordedAndBringsNothingErasedBack(RandomGenerator random) throws Exception {
        KilledLedger.save(folder, pair);
        Path root = folder.resolve("project");
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(root, 1_000_000L * kill, random.nextInt(LONGEST_LIFE_MILLIS));
            KilledLedger.open(root, pair).close();
            LedgerReader reader =
                    LedgerReader.open(LedgerFolders.in(root), TestKeys.verifier(pair));
            LedgerCheck check = LedgerFsck.check(LedgerFolders.in(root), TestKeys.verifier(pair));
            assertThat(check.isClean()).as("kill " + kill + ": " + check.findings()).isTrue();
            for (Digest digest : recorded) {
                assertThat(reader.indexOf(digest)).as("kill " + kill).isPresent();
                boolean gone = erased.contains(digest);
                Content content = reader.store().payloads().read(digest);
                assertThat(
                                gone
                                        ? content instanceof Content.Absent
                                        : isThereOrErased(reader, digest))
                        .as("kill %d, %s", kill, digest)
                        .isTrue();
            }
            try (EvidenceIndex index = KilledLedger.index(root, reader)) {
                assertThat(index.findAll(reader.log(), EvidenceQuery.ALL))
                        .as("kill " + kill)
                        .hasSize((int) reader.log().size());
            }
        }
        assertThat(recorded).hasSizeGreaterThan(KILLS);
        System.out.printf(
                "%d kills, %d recorded, %d erased%n", KILLS, recorded.size(), erased.size());
    }

    /** The kill may have cut off the line that says so. */
    private static boolean isThereOrErased(LedgerReader reader, Digest digest) {
        return reader.store().payloads().read(digest) instanceof Content.Whole
                || reader.isErased(digest);
    }

    private void runAndKill(Path root, long first, int lifeMillis)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledLedger.class.getName(),
                        root.toString(),
                        folder.toString(),
                        Long.toString(first));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).isEqualTo("open");
            Thread.sleep(lifeMillis);
            process.toHandle().destroyForcibly(); // SIGKILL; what it said stays readable
            out.lines().forEach(this::read);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A line that the kill cut off is no acknowledgement. */
    private void read(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length == 3 && parts[2].equals(".")) {
            Digest digest = new Digest(parts[1]);
            (parts[0].equals("E") ? erased : recorded).add(digest);
        }
    }
}
