package dev.bulwark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
class SeededTest {
    private static final int REPETITIONS = 3;
    private static final Set<Long> FIRST_OF_EACH = new HashSet<>();

    @Test
    void aSeedMeansTheSameNumbersEverywhere() {
        // Golden: a seed printed by one JDK 25 must repeat the failure on another.
        RandomGenerator random = Seeded.generator(42);

        assertThat(random.nextLong()).isEqualTo(-5600175640509174766L);
        assertThat(random.nextLong()).isEqualTo(-6068984182338578160L);
    }

    @Test
    void takesTheSeedItIsGiven() {
        assertThat(Seeded.seedOfThisRun(" -17 ")).isEqualTo(-17);
    }

    @Test
    void isFreshWhenNoneIsGiven() {
        assertThat(Seeded.seedOfThisRun("")).isNotEqualTo(Seeded.seedOfThisRun(""));
    }

    @Test
    void refusesWhatIsNoSeed() {
        assertThatThrownBy(() -> Seeded.seedOfThisRun("0x2a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bulwark.seed")
                .hasMessageContaining("0x2a");
    }

    @RepeatedTest(REPETITIONS)
    void givesEveryRepetitionNumbersOfItsOwn(RandomGenerator random) {
        assertThat(FIRST_OF_EACH.add(random.nextLong())).isTrue();
    }
}
