package dev.bulwark.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.store.PayloadStore.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where payloads lie, and moving them. */
class PayloadMoveTest {
    private static final Bytes FIRST = bytes("first");
    private static final Bytes PROOF = bytes("proof");
    private static final Digest DIGEST = Digest.of(FIRST);

    @TempDir private Path root;
    private Path folder = Path.of("");
    private FolderPayloads payloads = new FolderPayloads(folder);

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void storeOne() {
        folder = root.resolve("evidence");
        payloads = new FolderPayloads(folder);
        payloads.prepare(Map.of(DIGEST, FIRST));
        payloads.commit(List.of(DIGEST));
        payloads.putProofs(Map.of(DIGEST, PROOF));
    }

    private StoreSettings target(boolean lossy) {
        return ElsewhereProvider.settings(root.resolve("new"), lossy);
    }

    private void refused(String code, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BulwarkException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void copiesEnvelopesAndProofsAndIsFoundThereFromThenOn() {
        assertThat(PayloadMove.to(target(false), folder)).isEqualTo(1);
        PayloadStore moved = EvidenceStore.at(folder).payloads();
        assertThat(moved.read(DIGEST)).isEqualTo(new Content.Whole(FIRST));
        assertThat(moved.readProof(DIGEST, 100)).isEqualTo(new Content.Whole(PROOF));
        assertThat(root.resolve("new/sha256/" + DIGEST.hex() + ".json")).exists();
        assertThat(StoreSettings.read(folder)).hasValue(target(false));
        assertThat(payloads.read(DIGEST)).as("the original").isInstanceOf(Content.Whole.class);
        assertThat(payloads.names().foreign()).isEmpty();
    }

    @Test
    void movesNothingThatIsDamaged() throws IOException {
        Files.writeString(payloads.envelopeFile(DIGEST), "other");
        refused("EVIDENCE_STORE_DAMAGED", () -> PayloadMove.to(target(false), folder));
        Files.write(payloads.envelopeFile(DIGEST), FIRST.toArray());
        Files.delete(payloads.proofFile(DIGEST));
        Files.createDirectory(payloads.proofFile(DIGEST));
        refused("EVIDENCE_STORE_DAMAGED", () -> PayloadMove.to(target(false), folder));
        assertThat(StoreSettings.read(folder)).isEmpty();
    }

    @Test
    void movesNothingToAStoreThatLosesIt() {
        refused("EVIDENCE_STORE_FAILED", () -> PayloadMove.to(target(true), folder));
        assertThat(StoreSettings.read(folder)).isEmpty();
    }

    @Test
    void findsPayloadsInTheFolderUnlessSettingsSayOtherwise() {
        assertThat(EvidenceStore.at(folder).payloads().read(DIGEST))
                .isEqualTo(new Content.Whole(FIRST));
    }

    @Test
    void takesNoSettingsThatCannotBeReadForNone() throws IOException {
        Path file = folder.resolve(StoreSettings.FILE);
        for (String text :
                List.of(
                        "",
                        "{}",
                        "{\"version\":2,\"kind\":\"s3\",\"settings\":{}}",
                        "{\"version\":1,\"kind\":5,\"settings\":{}}",
                        "{\"version\":1,\"kind\":\"s3\",\"settings\":{},\"more\":1}",
                        " ".repeat(65 * 1024))) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> EvidenceStore.at(folder))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo("EVIDENCE_STORE_SETTINGS");
                                assertThat(e.what()).contains(file.toString());
                            });
        }
        Files.delete(file);
        Files.createSymbolicLink(file, root.resolve("nowhere"));
        refused("EVIDENCE_STORE_SETTINGS", () -> EvidenceStore.at(folder));
        Path loop = root.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        refused("EVIDENCE_STORE_SETTINGS", () -> EvidenceStore.at(loop));
    }

    @Test
    void asksTheProviderOfItsKind() {
        target(false).check();
        assertThatThrownBy(() -> new StoreSettings("elsewhere", Json.obj("folder", "")).check())
                .isInstanceOf(IllegalArgumentException.class);
        refused("EVIDENCE_STORE_UNKNOWN", () -> new StoreSettings("ftp", Json.obj()).open());
    }

    @Test
    void saysThatSettingsCannotBeWritten() throws IOException {
        Files.createDirectories(folder.resolve(StoreSettings.FILE).resolve("in the way"));
        refused("EVIDENCE_STORE_FAILED", () -> target(false).write(folder));
    }
}
