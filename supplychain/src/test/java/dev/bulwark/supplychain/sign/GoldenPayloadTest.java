package dev.bulwark.supplychain.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Payloads that the reference implementation keeps as golden files (tests/_signing), signed here
 * with a key of our own: the same files must give the same digests.
 */
class GoldenPayloadTest {
    private static final VerificationPolicy FOLLOWED =
            VerificationPolicy.STRICT.allowing(VerificationPolicy.Leniency.FOLLOWED_SYMLINKS);

    @TempDir Path temporary;
    private Path golden = Path.of("");

    @BeforeEach
    void findVectors() {
        golden = SharedFiles.supply("oms-reference/tests/_signing/testdata/signing/TestPayload");
    }

    private ModelVerification verify(Path model, String name) throws IOException {
        String payload = Files.readString(golden.resolve(name));
        return TestModels.verify(model, TestModels.signedPayload(payload), FOLLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample_model_file",
                "sample_model_file_shard",
                "sample_model_file_small_shards"
            })
    void theSampleFileHasTheReferencesDigests(String name) throws IOException {
        Path model = Files.writeString(temporary.resolve("file_model"), "This is a simple model");
        ModelVerification.Intact intact = Verdicts.intact(verify(model, name));
        assertThat(intact.statement().modelName()).isEqualTo("file_model");
        assertThat(intact.bytes()).isEqualTo(22);
        Files.writeString(model, "This is a simple mode1");
        Verdicts.differs(verify(model, name), "file_model", FileProblem.Kind.CHANGED);
    }

    @Test
    void anEmptyFileInAFolderIsListedByFiles() throws IOException {
        Path model = Files.createDirectories(temporary.resolve("empty_file_inside_model"));
        Files.createFile(model.resolve("empty_file"));
        Verdicts.intact(verify(model, "model_folder_with_empty_file"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty_model_folder",
                "empty_model_folder_shard",
                "model_folder_with_empty_file_shard"
            })
    void aModelOfNoBytesIsNoModel(String name) throws IOException {
        Verdicts.refused(verify(temporary, name), Refusal.STATEMENT_MALFORMED);
    }

    @Test
    void whoFollowedLinksIsRefusedUnlessAllowed() throws IOException {
        Path model = Files.writeString(temporary.resolve("file_model"), "This is a simple model");
        String payload = Files.readString(golden.resolve("sample_model_file"));
        Verdicts.refused(
                TestModels.verify(model, TestModels.signedPayload(payload)),
                Refusal.SYMLINKS_FOLLOWED);
    }
}
