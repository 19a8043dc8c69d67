package dev.bulwark.cli.config;

import static dev.bulwark.cli.config.BulwarkYaml.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesReaderTest {
    private static final long LINE = SOUND.lines().count() + 1;

    @TempDir private Path folder;

    @Test
    void readsQuorumRolesAndHowLongAnApprovalCounts() throws IOException {
        assertThat(read("changes: {quorum: 2, approvers: [risk, model-owner], valid: 36h}"))
                .contains(new SystemFile.Changes(2, List.of("risk", "model-owner"), "36h"));
    }

    @Test
    void anApprovalCountsForAWeekUnlessTheFileSaysOtherwise() throws IOException {
        assertThat(read("changes: {quorum: 1, approvers: risk}"))
                .contains(new SystemFile.Changes(1, List.of("risk"), "7d"));
    }

    @Test
    void aFileWithoutTheKeyHasNoRules() throws IOException {
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    {approvers: [risk]}                        | 'changes.quorum' is missing
                    {quorum: 1}                                | 'changes.approvers' is missing
                    {quorum: 0, approvers: [risk]}             | changes.quorum: 0 is out of range
                    {quorum: 17, approvers: [risk]}            | changes.quorum: 17 is out of range
                    {quorum: two, approvers: [risk]}           | is not a whole number
                    {quorum: 1, approvers: []}                 | no role may approve
                    {quorum: 1, approvers: [Risk]}             | 'Risk' is no role
                    {quorum: 1, approvers: [risk], valid: 7}   | '7' is no time
                    {quorum: 1, approvers: [risk], valid: 0d}  | '0d' is no time
                    {quorum: 1, approvers: [risk], valit: 7d}  | 'valit' is no key of 'changes'
                    2                                          | keys and values are expected here
                    """)
    void whatIsNotUnderstoodIsAProblemWithItsLine(String section, String expected)
            throws IOException {
        String problem = BulwarkYaml.onlyProblem(folder, SOUND + "changes: " + section + "\n");

        assertThat(problem).contains(expected).contains("bulwark.yaml:" + LINE + ":");
    }

    private Optional<SystemFile.Changes> read(String line) throws IOException {
        return SystemFileReader.read(BulwarkYaml.write(folder, SOUND + line + "\n")).changes();
    }
}
