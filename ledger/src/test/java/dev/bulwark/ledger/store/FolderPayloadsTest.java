package dev.bulwark.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.store.PayloadStore.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPayloadsTest extends PayloadStoreContract {
    @TempDir private Path folder;

    @Override
    protected PayloadStore store() {
        return new FolderPayloads(folder);
    }

    @Override
    protected void put(String name, Bytes content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, content.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertFails(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("EVIDENCE_STORE_FAILED"));
    }

    @Test
    void neverTakesWhatItCannotReachForAbsent() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        PayloadStore store = new FolderPayloads(loop);
        Digest digest = digest(FIRST);
        assertThat(store.read(digest)).isInstanceOf(Content.Damaged.class);
        assertThat(store.readPending(digest)).isInstanceOf(Content.Damaged.class);
        assertThat(store.readProof(digest, 10)).isInstanceOf(Content.Damaged.class);
        for (Runnable action :
                List.<Runnable>of(
                        store::names,
                        () -> store.hasProof(digest),
                        () -> store.prepare(Map.of(digest, FIRST)),
                        () -> store.commit(List.of(digest)),
                        () -> store.recover(_ -> true),
                        () -> store.putProofs(Map.of(digest, FIRST)),
                        () -> store.erase(digest))) {
            assertFails(action);
        }
    }

    @Test
    void followsNoLink() throws IOException {
        store().prepare(Map.of(digest(FIRST), FIRST));
        store().commit(List.of(digest(FIRST)));
        Path envelopes = folder.resolve(FolderPayloads.ENVELOPES);
        Path elsewhere = folder.resolveSibling(folder.getFileName() + "-elsewhere");
        Path file = new FolderPayloads(folder).envelopeFile(digest(FIRST));
        Files.move(file, folder.resolve("kept"));
        Files.createSymbolicLink(file, folder.resolve("kept"));
        assertThat(store().read(digest(FIRST))).isInstanceOf(Content.Damaged.class);
        Files.move(envelopes, elsewhere);
        try {
            Files.createSymbolicLink(envelopes, elsewhere);
            assertFails(() -> store().names());
        } finally {
            Files.delete(envelopes);
            Files.move(elsewhere, envelopes);
        }
    }

    @Test
    void readsNoFolderAsAnEnvelope() throws IOException {
        Files.createDirectories(new FolderPayloads(folder).envelopeFile(digest(FIRST)));
        assertThat(store().read(digest(FIRST))).isInstanceOf(Content.Damaged.class);
    }

    @Test
    void isEmptyWhereThereIsNoFolderYet() {
        PayloadStore none = new FolderPayloads(folder.resolve("none"));
        assertThat(none.names()).isEqualTo(new PayloadStore.Names(List.of(), List.of(), List.of()));
        none.recover(_ -> true);
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
