package dev.bulwark.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownLogsTest {
    private static final VerifierKey ONE = log("one.test/log");
    private static final VerifierKey NEXT_OF_ONE = log("one.test/log");
    private static final VerifierKey TWO = log("two.test/log");

    @TempDir private Path folder;

    private static VerifierKey log(String name) {
        return NoteSigner.ofLog(name, TestKeys.ed25519()).verifier();
    }

    private KnownLogs read(String content) throws IOException {
        return KnownLogs.read(Files.writeString(folder.resolve("logs"), content));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        KnownLogs logs = KnownLogs.of(List.of(ONE, TWO, NEXT_OF_ONE));

        assertThat(logs.keys().get(ONE.name())).containsExactly(ONE, NEXT_OF_ONE);
        assertThat(read(logs.format()).keys().get(ONE.name()))
                .containsExactlyInAnyOrder(ONE, NEXT_OF_ONE);
        assertThat(read(logs.format()).keys()).hasSize(2);
    }

    @Test
    void passesOverCommentsAndEmptyLines() throws IOException {
        KnownLogs logs = read("# logs\n\n \t\n  log\t" + ONE + " \n#log x\n");

        assertThat(logs.keys()).containsOnlyKeys(ONE.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "lag KEY", "log KEY KEY", "log nonsense", "KEY"})
    void namesTheLineThatIsNoLog(String line) {
        String wrong = line.replace("KEY", TWO.vkey());

        assertThatThrownBy(() -> read("# logs\nlog " + ONE + "\n" + wrong + "\n"))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("line 3");
    }

    @Test
    void anAbsentFileListsNoLogAndAnUnreadableOneIsAnError() {
        assertThat(KnownLogs.read(folder.resolve("absent")).keys()).isEmpty();
        assertThatThrownBy(() -> KnownLogs.read(folder)).isInstanceOf(BulwarkException.class);
    }

    @Test
    void addsKeysToThoseThatAreThereAndEachOnce() {
        KnownLogs logs = KnownLogs.of(List.of(ONE)).with(List.of(ONE, TWO));

        assertThat(logs.keys().get(ONE.name())).containsExactly(ONE);
        assertThat(logs.keys()).containsOnlyKeys(ONE.name(), TWO.name());
    }

    @Test
    void takesNoWitnessForALog() {
        VerifierKey witness = WitnessFixture.verifiers().getFirst();

        assertThatThrownBy(() -> KnownLogs.of(List.of(witness)))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining(witness.name());
    }
}
