package dev.bulwark.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.ledger.EvidenceFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceStoreTest {
    private static final List<Envelope> ENVELOPES = EvidenceFixture.envelopes(2);
    private static final Envelope FIRST = ENVELOPES.getFirst();
    private static final Envelope SECOND = ENVELOPES.getLast();

    @TempDir private Path folder;

    private EvidenceStore store() {
        return new EvidenceStore(folder);
    }

    private FolderPayloads payloads() {
        return new FolderPayloads(folder);
    }

    private Digest put(byte[] bytes) throws IOException {
        Digest digest = Digest.of(bytes);
        Path file = payloads().envelopeFile(digest);
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, bytes);
        return digest;
    }

    @Test
    void handsOutWhatWasPutUnderItsDigest() {
        Digest digest = store().put(FIRST);
        assertThat(digest).isEqualTo(FIRST.digest());
        StoredEnvelope stored = store().get(digest).orElseThrow();
        assertThat(stored.envelope()).isEqualTo(FIRST);
        assertThat(stored.digest()).isEqualTo(digest);
        assertThat(stored.claimed().isAbout(EvidenceFixture.model("credit"))).isTrue();
        assertThat(store().get(SECOND.digest())).isEmpty();
        assertThat(store().read(SECOND.digest())).isInstanceOf(EvidenceStore.Found.Absent.class);
    }

    @Test
    void findsWhatIsPreparedByItsDigestAndInNoListing() {
        assertThat(store().prepare(ENVELOPES)).containsExactly(FIRST.digest(), SECOND.digest());
        assertThat(store().get(FIRST.digest())).isPresent();
        assertThat(store().all().found()).isEmpty();
        store().recover(SECOND.digest()::equals);
        assertThat(store().get(FIRST.digest())).isEmpty();
        assertThat(store().all().found())
                .extracting(StoredEnvelope::digest)
                .containsExactly(SECOND.digest());
    }

    @Test
    void listsEverythingThatIsNoEvidenceAsBroken() throws IOException {
        store().put(FIRST);
        Digest junk = put("junk".getBytes(StandardCharsets.UTF_8));
        String spaced = new String(SECOND.toBytes(), StandardCharsets.UTF_8) + "\n";
        Digest notCanonical = put(spaced.getBytes(StandardCharsets.UTF_8));
        Files.write(payloads().envelopeFile(SECOND.digest()), FIRST.toBytes());
        Files.writeString(folder.resolve("notes.txt"), "notes");
        EvidenceListing listing = store().all();
        assertThat(listing.found())
                .extracting(StoredEnvelope::digest)
                .containsExactly(FIRST.digest());
        assertThat(listing.broken())
                .extracting(BrokenFile::file)
                .containsExactlyInAnyOrder(
                        payloads().name(junk),
                        payloads().name(notCanonical),
                        payloads().name(SECOND.digest()),
                        "notes.txt");
        assertThat(listing.broken()).allMatch(broken -> !broken.why().isBlank());
        for (Digest digest : List.of(junk, notCanonical, SECOND.digest())) {
            assertThat(store().read(digest)).isInstanceOf(EvidenceStore.Found.Broken.class);
            assertThat(store().get(digest)).isEmpty();
        }
    }

    @Test
    void refusesAnEnvelopeLargerThanItWouldRead() {
        Bytes large = Bytes.of(new byte[PayloadStore.LARGEST_ENVELOPE]);
        Envelope envelope = new Envelope(FIRST.payloadType(), large, FIRST.signatures());
        assertThatThrownBy(() -> store().put(envelope))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("EVIDENCE_TOO_LARGE"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void replacesADamagedEnvelopeWhenItIsPutAgain() throws IOException {
        store().put(FIRST);
        Files.writeString(payloads().envelopeFile(FIRST.digest()), "damaged");
        store().put(FIRST);
        assertThat(store().get(FIRST.digest())).isPresent();
    }

    @Test
    void keepsPayloadsWhereItIsTold() {
        FolderPayloads elsewhere = new FolderPayloads(folder.resolve("elsewhere"));
        EvidenceStore store = new EvidenceStore(elsewhere);
        store.put(FIRST);
        assertThat(store.payloads()).isSameAs(elsewhere);
        assertThat(elsewhere.read(FIRST.digest())).isInstanceOf(PayloadStore.Content.Whole.class);
        elsewhere.putProofs(Map.of(FIRST.digest(), Bytes.of(new byte[1])));
        assertThat(store.all().broken()).isEmpty();
    }
}
