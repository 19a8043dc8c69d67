package dev.bulwark.ledger.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Severity;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is woken by an alert has nothing but its text. */
class AlertTest {
    private static final Bytes NOTE = Bytes.of(new byte[] {1});

    static Stream<Arguments> alerts() {
        return Stream.of(
                Arguments.of(
                        new Alert.Fork(NOTE, NOTE, "two roots"),
                        Severity.CRITICAL,
                        new String[] {"two histories", "two roots"},
                        "keep both checkpoints"),
                Arguments.of(
                        new Alert.Shrunk(7, 3, NOTE, NOTE),
                        Severity.CRITICAL,
                        new String[] {"from 7 entries to 3"},
                        "look again"),
                Arguments.of(
                        new Alert.WrongCheckpoint("no key"),
                        Severity.CRITICAL,
                        new String[] {"not believed", "no key"},
                        "the URL and the key"),
                Arguments.of(
                        new Alert.WrongEntries(3, 5, "another root"),
                        Severity.CRITICAL,
                        new String[] {"3 to 4", "another root"},
                        "bulwark ledger fsck"),
                Arguments.of(
                        new Alert.UnreadableEntry(4, "no JSON"),
                        Severity.HIGH,
                        new String[] {"entry 4", "no JSON"},
                        "--any-entries"),
                Arguments.of(
                        new Alert.UnknownSigner(4, "abcd", "type"),
                        Severity.HIGH,
                        new String[] {"entry 4", "abcd", "type"},
                        "--signers"),
                Arguments.of(
                        new Alert.UnknownPredicate(4, "type"),
                        Severity.MEDIUM,
                        new String[] {"entry 4", "type"},
                        "who records it"),
                Arguments.of(
                        new Alert.More(100),
                        Severity.HIGH,
                        new String[] {"100 further"},
                        "the first"),
                Arguments.of(
                        new Alert.Stalled(3, Instant.EPOCH),
                        Severity.MEDIUM,
                        new String[] {"3 entries", "1970-01-01T00:00:00Z"},
                        "whether it still runs"),
                Arguments.of(
                        new Alert.NotWitnessed(3, "nobody"),
                        Severity.HIGH,
                        new String[] {"size 3", "nobody"},
                        "did not cosign"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertSaysWhatWasSeenHowBadItIsAndWhatToDo(
            Alert alert, Severity severity, String[] seen, String todo) {
        assertThat(alert.message()).contains(seen);
        assertThat(alert.severity()).isEqualTo(severity);
        assertThat(alert.fix()).contains(todo);
        assertThat(alert.rule()).isEqualTo("monitor/" + alert.getClass().getSimpleName());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void afterTwoHistoriesAloneNothingThatFollowsCanBeBelieved(
            Alert alert, Severity severity, String[] seen, String todo) {
        assertThat(alert.isFatal()).isEqualTo(alert instanceof Alert.Fork);
    }
}
