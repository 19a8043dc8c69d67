package dev.bulwark.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.testkit.Fault;
import dev.bulwark.testkit.FaultSweep;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One cosignature, with each of its operations on files failing in turn. */
class WitnessFaultTest {
    private static final int BEFORE = 5;
    private static final int AFTER = 9;

    @TempDir private Path temporary;
    private final GrowingLog log = GrowingLog.fresh();
    private long acknowledged = BEFORE;

    @ParameterizedTest
    @EnumSource(names = {"ONCE", "TORN_CRASH"})
    void neverForgetsACosignatureThatItGaveOut(Fault fault) {
        int operations =
                FaultSweep.over(temporary, fault)
                        .prepare(folder -> submit(folder, 0, BEFORE))
                        .run(folder -> submit(folder, BEFORE, AFTER))
                        .thenCheck(this::assertItStandsWhereItSaid);
        assertThat(operations).isGreaterThan(5);
    }

    private void submit(Path folder, long from, long to) {
        acknowledged = from;
        try (WitnessState state = WitnessFixture.state(folder)) {
            if (WitnessFixture.witness(log, state).add(log.body(from, to)).status() == 200) {
                acknowledged = to;
            }
        }
    }

    private void assertItStandsWhereItSaid(Path folder) {
        try (WitnessState state = WitnessFixture.state(folder)) {
            Witness witness = WitnessFixture.witness(log, state);
            assertThat(witness.load()).isEqualTo(1);
            long size =
                    Checkpoint.parse(
                                    SignedNote.parse(
                                                    witness.checkpoint(
                                                                    WitnessState.name(
                                                                            TestKeys.ORIGIN))
                                                            .orElseThrow()
                                                            .toArray())
                                            .text())
                            .size();
            assertThat(size).isIn((long) BEFORE, (long) AFTER).isGreaterThanOrEqualTo(acknowledged);
            assertThat(witness.add(log.body(size, AFTER + 3)).status()).isEqualTo(200);
        }
    }
}
