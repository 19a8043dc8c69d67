package dev.bulwark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

class SeededFailureTest {
    /** Only ever run by the test below, which sets this. */
    private static final String FAILING = "bulwark.testkit.failing";

    private static final List<Long> DRAWN = new ArrayList<>();

    @Test
    void aFailureSaysItsSeedAndRepeatsItsNumbers() {
        DRAWN.clear();
        System.setProperty(FAILING, "true");
        try {
            List<Throwable> failures = List.of(failureOfOneRun(), failureOfOneRun());

            assertThat(failures)
                    .allSatisfy(failure -> {
                        assertThat(failure).hasMessage("as it must");
                        assertThat(failure.getSuppressed())
                                .singleElement()
                                .isInstanceOf(Seeded.SeedOfFailure.class)
                                .extracting(Throwable::getMessage)
                                .asString()
                                .contains("-Dbulwark.seed=" + Seeded.seed());
                    });
            assertThat(DRAWN).hasSize(2);
            assertThat(DRAWN.getFirst()).isEqualTo(DRAWN.getLast());
        } finally {
            System.clearProperty(FAILING);
        }
    }

    private static Throwable failureOfOneRun() {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Failing.class))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    @ExtendWith(Seeded.class)
    @EnabledIfSystemProperty(named = FAILING, matches = "true")
    static class Failing {
        @Test
        void fails(RandomGenerator random) {
            DRAWN.add(random.nextLong());
            throw new AssertionError("as it must");
        }
    }
}
