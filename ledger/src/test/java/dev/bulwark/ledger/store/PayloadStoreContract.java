package dev.bulwark.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.store.PayloadStore.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every payload store does, wherever the bytes lie. */
public abstract class PayloadStoreContract {
    protected static final Bytes FIRST = bytes("first");
    protected static final Bytes SECOND = bytes("second");

    /** The same place on every call of one test. */
    protected abstract PayloadStore store();

    /** Puts any bytes under a name of the store, past it. */
    protected abstract void put(String name, Bytes content);

    protected static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    protected static Digest digest(Bytes content) {
        return Digest.of(content);
    }

    private void stored(Bytes... contents) {
        for (Bytes content : contents) {
            store().prepare(Map.of(digest(content), content));
            store().commit(List.of(digest(content)));
        }
    }

    @Test
    void handsOutWhatWasCommittedAndListsItSorted() {
        stored(FIRST, SECOND);
        assertThat(store().read(digest(FIRST))).isEqualTo(new Content.Whole(FIRST));
        List<Digest> sorted = new ArrayList<>(List.of(digest(FIRST), digest(SECOND)));
        sorted.sort(null);
        assertThat(store().names().envelopes()).isEqualTo(sorted);
        assertThat(store().names().foreign()).isEmpty();
        assertThat(store().read(digest(bytes("other")))).isEqualTo(new Content.Absent());
    }

    @Test
    void showsNothingThatIsOnlyPrepared() {
        store().prepare(Map.of(digest(FIRST), FIRST));
        assertThat(store().read(digest(FIRST))).isEqualTo(new Content.Absent());
        assertThat(store().readPending(digest(FIRST))).isEqualTo(new Content.Whole(FIRST));
        assertThat(store().names().envelopes()).isEmpty();
        assertThat(store().names().foreign()).isEmpty();
    }

    @Test
    void recoversWhatTheLogKnowsAndDropsTheRest() {
        store().prepare(Map.of(digest(FIRST), FIRST, digest(SECOND), SECOND));
        put("pending/junk", bytes("x"));
        store().recover(digest -> digest.equals(digest(FIRST)));
        assertThat(store().read(digest(FIRST))).isInstanceOf(Content.Whole.class);
        assertThat(store().read(digest(SECOND))).isInstanceOf(Content.Absent.class);
        for (Bytes content : List.of(FIRST, SECOND)) {
            assertThat(store().readPending(digest(content))).isInstanceOf(Content.Absent.class);
        }
    }

    @Test
    void commitsTwiceAndPreparesWhatIsThereWithoutHarm() {
        stored(FIRST, FIRST);
        store().commit(List.of(digest(FIRST), digest(SECOND)));
        assertThat(store().names().envelopes()).containsExactly(digest(FIRST));
        assertThat(store().readPending(digest(FIRST))).isInstanceOf(Content.Absent.class);
    }

    @Test
    void tellsDamageAndRepairsItWhenItIsStoredAgain() {
        stored(FIRST);
        put(store().name(digest(FIRST)), SECOND);
        assertThat(store().read(digest(FIRST))).isInstanceOf(Content.Damaged.class);
        stored(FIRST);
        assertThat(store().read(digest(FIRST))).isEqualTo(new Content.Whole(FIRST));
    }

    @Test
    void refusesWhatIsLargerThanAnyEnvelopeWithoutReadingItAll() {
        Bytes large = Bytes.of(new byte[PayloadStore.LARGEST_ENVELOPE + 1]);
        put(store().name(digest(FIRST)), large);
        assertThat(store().read(digest(FIRST))).isInstanceOf(Content.Damaged.class);
        put(store().proofName(digest(FIRST)), bytes("0123456789"));
        assertThat(store().readProof(digest(FIRST), 9)).isInstanceOf(Content.Damaged.class);
        assertThat(store().readProof(digest(FIRST), 10)).isInstanceOf(Content.Whole.class);
    }

    @Test
    void keepsProofsBesideTheirEnvelopes() {
        stored(FIRST);
        assertThat(store().hasProof(digest(FIRST))).isFalse();
        store().putProofs(Map.of(digest(FIRST), SECOND));
        assertThat(store().hasProof(digest(FIRST))).isTrue();
        assertThat(store().readProof(digest(FIRST), 100)).isEqualTo(new Content.Whole(SECOND));
        assertThat(store().names().proofs()).containsExactly(digest(FIRST));
        assertThat(store().readProof(digest(SECOND), 100)).isEqualTo(new Content.Absent());
    }

    @Test
    void erasesEnvelopeProofAndPreparedCopyAndNothingElse() {
        stored(FIRST, SECOND);
        store().putProofs(Map.of(digest(FIRST), SECOND, digest(SECOND), FIRST));
        put("pending/" + digest(FIRST).hex() + ".json", FIRST);
        store().erase(digest(FIRST));
        store().erase(digest(FIRST));
        assertThat(store().read(digest(FIRST))).isInstanceOf(Content.Absent.class);
        assertThat(store().readPending(digest(FIRST))).isInstanceOf(Content.Absent.class);
        assertThat(store().names().envelopes()).containsExactly(digest(SECOND));
        assertThat(store().names().proofs()).containsExactly(digest(SECOND));
    }

    @Test
    void namesWhatDoesNotBelongThere() {
        stored(FIRST);
        put("sha256/notes.txt", SECOND);
        put("other", SECOND);
        assertThat(store().names().foreign())
                .containsExactlyInAnyOrder("sha256/notes.txt", "other");
    }

    @Test
    void servesManyReadersBesideTheWriter() throws Exception {
        stored(FIRST);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(
                        pool.submit(() -> {
                            PayloadStore own = store();
                            boolean whole = true;
                            for (int round = 0; round < 20; round++) {
                                whole &= own.read(digest(FIRST)) instanceof Content.Whole;
                                own.names();
                            }
                            return whole;
                        }));
            }
            for (int i = 0; i < 20; i++) {
                stored(bytes("more " + i));
            }
            for (Future<Boolean> reader : readers) {
                assertThat(reader.get()).isTrue();
            }
        }
        assertThat(store().names().envelopes()).hasSize(21);
    }
}
