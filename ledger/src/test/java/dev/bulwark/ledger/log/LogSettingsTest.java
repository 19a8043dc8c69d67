package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogSettingsTest {
    private static final Duration TOO_LONG = LogSettings.LONGEST.plusNanos(1);

    @Test
    void takesIntervalsOfUpToADay() {
        for (Duration interval : List.of(Duration.ZERO, LogSettings.LONGEST)) {
            assertThat(new LogSettings(interval, Optional.empty()).publishInterval())
                    .isEqualTo(interval);
        }
        for (Duration after : List.of(Duration.ofNanos(1), LogSettings.LONGEST)) {
            assertThat(new LogSettings(Duration.ZERO, Optional.of(after)).republishAfter())
                    .contains(after);
        }
    }

    @Test
    void refusesIntervalsThatAreAMistakeOfUnits() {
        for (Duration interval : List.of(Duration.ofNanos(-1), TOO_LONG)) {
            assertThatThrownBy(() -> new LogSettings(interval, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (Duration after : List.of(Duration.ofNanos(-1), Duration.ZERO, TOO_LONG)) {
            assertThatThrownBy(() -> new LogSettings(Duration.ZERO, Optional.of(after)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
