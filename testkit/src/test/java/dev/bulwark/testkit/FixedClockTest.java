package dev.bulwark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FixedClockTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void standsStill() {
        FixedClock clock = FixedClock.at("2026-03-01T12:00:00Z");

        assertThat(clock.instant()).isEqualTo(NOON);
        assertThat(clock.instant()).isEqualTo(NOON);
    }

    @Test
    void advancesByHand() {
        FixedClock clock = FixedClock.at(NOON);

        Instant told = clock.advance(Duration.ofDays(1));

        assertThat(told).isEqualTo(clock.instant()).isEqualTo("2026-03-02T12:00:00Z");
    }

    @Test
    void canBePutBackOnlyOnPurpose() {
        FixedClock clock = FixedClock.at(NOON);

        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S");
        clock.set(NOON.minusSeconds(1));
        assertThat(clock.instant()).isBefore(NOON);
    }
}
