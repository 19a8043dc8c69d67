package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.ledger.faulty.Disk;
import dev.bulwark.ledger.faulty.FaultyPaths;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation on files fails once, for every n; then the power fails as well. */
class FaultTest {
    private static final long SEED = Long.getLong("bulwark.seed", 1L);

    /** What a power failure takes is left to chance; so often chance is asked for each n. */
    private static final int OUTCOMES = 2;

    private static final long NEVER = Long.MAX_VALUE;
    private static final List<Envelope> ENVELOPES = EvidenceFixture.envelopes(3);

    @TempDir private Path folder;

    /** What was acknowledged before something failed. */
    private static final class Acknowledged {
        final Set<Digest> envelopes = new LinkedHashSet<>();
        final List<SignedCheckpoint> checkpoints = new ArrayList<>();
    }

    private static void work(Path root, Acknowledged acknowledged) {
        for (int session = 0; session < 2; session++) {
            try (Ledger ledger = EvidenceFixture.open(root)) {
                acknowledged.checkpoints.add(ledger.reader().checkpoint());
                List<Envelope> batch =
                        session == 0 ? ENVELOPES.subList(0, 2) : ENVELOPES.subList(2, 3);
                for (LoggedEvidence logged : ledger.recordAll(batch)) {
                    acknowledged.envelopes.add(logged.digest());
                }
                acknowledged.checkpoints.add(ledger.reader().checkpoint());
            }
        }
    }

    private static Disk workOn(Path root, long failAt, boolean staysDown, Acknowledged into) {
        Disk disk = new Disk(failAt, staysDown);
        try {
            work(FaultyPaths.on(disk, root), into);
        } catch (BulwarkException e) {
            assertThat(disk.hasFailed()).as(e.getMessage()).isTrue();
            assertThat(e.fix()).isNotEmpty();
        }
        return disk;
    }

    private static void assertNothingIsLost(Path root, Acknowledged acknowledged, String when) {
        Path working = FaultyPaths.on(new Disk(NEVER, false), root); // waits for no real disk
        EvidenceFixture.open(working).close();
        LedgerReader reader = EvidenceFixture.reader(root);
        for (Digest digest : acknowledged.envelopes) {
            assertThat(reader.indexOf(digest)).as(when).isPresent();
            assertThat(reader.store().get(digest)).as(when).isPresent();
        }
        LogReader log = reader.log();
        for (SignedCheckpoint earlier : acknowledged.checkpoints) {
            if (earlier.size() > 0) {
                assertThat(log.consistencyProof(earlier)).as(when).isNotNull();
            }
        }
        LedgerCheck check = EvidenceFixture.fsck(root);
        assertThat(check.isClean()).as(when + ": " + check.findings()).isTrue();
        assertThat(reader.verified(EvidenceFixture.KEYS.trusted()).broken()).as(when).isEmpty();
        if (check.entries() == ENVELOPES.size()) {
            return; // nothing is left to do
        }
        Acknowledged again = new Acknowledged();
        work(working, again);
        assertThat(again.envelopes).as(when).hasSize(ENVELOPES.size());
        assertThat(EvidenceFixture.fsck(root).findings())
                .as(when)
                .allMatch(finding -> finding instanceof LedgerFinding.OfLog);
    }

    @Test
    void losesNothingAcknowledgedWhicheverOperationFails() {
        long operations =
                workOn(folder.resolve("whole"), NEVER, false, new Acknowledged()).operations();
        assertThat(operations).isGreaterThan(100);
        for (long n = 1; n <= operations; n++) {
            Path root = folder.resolve("once-" + n);
            Acknowledged acknowledged = new Acknowledged();
            workOn(root, n, false, acknowledged);
            assertNothingIsLost(root, acknowledged, "operation " + n + " fails");
        }
    }

    @Test
    void losesNothingAcknowledgedWheneverThePowerFails() throws IOException {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        long operations =
                workOn(folder.resolve("whole"), NEVER, true, new Acknowledged()).operations();
        for (long run = 0; run < OUTCOMES * (operations + 1); run++) {
            long n = run / OUTCOMES + 1;
            Path root = folder.resolve("power-" + run);
            Acknowledged acknowledged = new Acknowledged();
            Disk disk = workOn(root, n, true, acknowledged);
            disk.losePower(random);
            assertNothingIsLost(root, acknowledged, "power fails at operation " + n);
        }
    }

    @Test
    void showsThatTheDiskForgetsWhatWasNotForced() throws IOException {
        Set<Long> lengths = new LinkedHashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            Disk disk = new Disk(NEVER, true);
            Path content = folder.resolve("content-" + seed);
            Files.write(FaultyPaths.on(disk, content), new byte[] {1, 2, 3});
            disk.losePower(new SplittableRandom(seed));
            lengths.add(content.toFile().length());
        }
        assertThat(lengths).contains(0L, 1L, 2L);
    }
}
