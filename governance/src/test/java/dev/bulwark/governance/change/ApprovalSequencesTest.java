package dev.bulwark.governance.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.testkit.Seeded;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
class ApprovalSequencesTest {
    private static final int SEQUENCES = 100_000;
    private static final int LONGEST = 16;

    /** The judge is asked at every execution and after every act; one difference fails. */
    @Test
    void noneIsExecutedWithoutAQuorumAndNoneRefusedWithOne(RandomGenerator random) {
        RandomChanges.Tally tally = new RandomChanges.Tally();

        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            new RandomChanges(random, tally).live(8 + random.nextInt(LONGEST - 8));
        }

        // What never came up was not tested.
        assertThat(tally.of("executed")).as(tally.toString()).isGreaterThan(SEQUENCES / 20);
        assertThat(tally.of("execution refused")).isGreaterThan(SEQUENCES / 20);
        assertThat(tally.of("raced")).isPositive();
        assertThat(tally.of("crash")).isPositive();
        Arrays.stream(Obstacle.Kind.values())
                .filter(kind -> kind != Obstacle.Kind.UNKNOWN && kind != Obstacle.Kind.GATE)
                .filter(kind -> kind != Obstacle.Kind.MISMATCH)
                .forEach(kind -> assertThat(tally.of(kind.name())).as(kind.name()).isPositive());
        Arrays.stream(Word.Force.values())
                .forEach(force -> assertThat(tally.of(force.name())).as(force.name()).isPositive());
    }
}
