package dev.bulwark.cli.config;

import static dev.bulwark.cli.config.BulwarkYaml.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessesReaderTest {
    private static final long LINE = SOUND.lines().count() + 1;

    @TempDir private Path folder;

    @Test
    void readsThePolicyAndTheCertificatesBesideTheFile() throws IOException {
        Files.writeString(folder.resolve("witnesses.policy"), "quorum none\n");
        String line = "ledger: {policy: witnesses.policy, certificates: witnesses.pem}\n";
        assertThat(SystemFileReader.read(BulwarkYaml.write(folder, SOUND + line)).witnesses())
                .contains(new SystemFile.Witnesses("witnesses.policy", "witnesses.pem"));
    }

    @Test
    void aFileWithoutTheKeyHasNoWitnesses() throws IOException {
        assertThat(SystemFileReader.read(BulwarkYaml.write(folder, SOUND)).witnesses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    {}                                    | 'ledger.policy' is missing
                    {policy: gone.policy}                 | gone.policy' cannot be read
                    {policy: ../up.policy}                | is outside the folder of bulwark.yaml
                    {policy: /etc/passwd}                 | is outside the folder of bulwark.yaml
                    {policy: ok.policy, polycy: x}        | 'polycy' is no key of 'ledger'
                    {policy: ok.policy, certificates: ""} | the text is empty
                    witnesses.policy                      | keys and values are expected here
                    """)
    void whatIsNotUnderstoodIsAProblemWithItsLine(String section, String expected)
            throws IOException {
        Files.writeString(folder.resolve("ok.policy"), "quorum none\n");

        String problem = BulwarkYaml.onlyProblem(folder, SOUND + "ledger: " + section + "\n");

        assertThat(problem).contains(expected).contains("bulwark.yaml:" + LINE + ":");
    }

    @Test
    void everyProblemOfThePolicyIsToldWithBothLines() throws IOException {
        Files.writeString(folder.resolve("w.policy"), "nonsense\nquorum nobody\n");
        Path file = BulwarkYaml.write(folder, SOUND + "ledger: {policy: w.policy}\n");
        assertThat(BulwarkYaml.refused(file).problems())
                .extracting(Problem::what)
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .contains("bulwark.yaml:" + LINE, "w.policy line 1"),
                        second -> assertThat(second).contains("w.policy line 2", "nobody"));
    }
}
