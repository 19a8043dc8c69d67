package dev.bulwark.ledger.store;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Where the bytes of envelopes lie, each under the SHA-256 of its content, and beside them their
 * inclusion proofs. One writer at a time; the ledger's lock sees to that. Any number of readers.
 *
 * <p><b>Guarantees:</b> what {@link #read} hands out as whole has the digest it was asked by. When
 * {@link #prepare}, {@link #commit}, {@link #putProofs} or {@link #erase} returns, what it did
 * survives a crash. An envelope is read as committed only once {@link #commit} named it, or {@link
 * #recover} did.
 *
 * <p><b>Does not guarantee</b> that the bytes are an envelope, nor that the log knows of them.
 *
 * <p>All methods throw {@link dev.bulwark.kernel.BulwarkException} if the place cannot be reached,
 * read or written; never is something that could not be read taken for something that is not there.
 */
public interface PayloadStore {
    /** Largest envelope in bytes: what the kernel's JSON reader takes, and nothing larger. */
    int LARGEST_ENVELOPE = 64 << 20;

    /** More in one store are no evidence of one system. */
    int MOST_ENVELOPES = 1_000_000;

    /** What lies under a digest. */
    sealed interface Content {
        /** Bytes of that digest. */
        record Whole(Bytes bytes) implements Content {
            public Whole {
                Objects.requireNonNull(bytes);
            }
        }

        /** Nothing. */
        record Absent() implements Content {}

        /** Something else. */
        record Damaged(String why) implements Content {
            public Damaged {
                Objects.requireNonNull(why);
            }
        }
    }

    /**
     * What lies in a store.
     *
     * @param envelopes named as envelopes; whether they are whole is not known
     * @param proofs envelopes beside which an inclusion proof lies
     * @param foreign names of whatever does not belong there
     */
    record Names(List<Digest> envelopes, List<Digest> proofs, List<String> foreign) {
        public Names {
            envelopes = List.copyOf(envelopes);
            proofs = List.copyOf(proofs);
            foreign = List.copyOf(foreign);
        }
    }

    /**
     * Makes envelopes durable without committing them. One that is committed already is left alone;
     * a damaged one is replaced by the following commit.
     *
     * @param envelopes by the SHA-256 of their bytes
     */
    void prepare(Map<Digest, Bytes> envelopes);

    /** Commits what was prepared; the log knows it now. What was not prepared is left alone. */
    void commit(Collection<Digest> prepared);

    /**
     * Finishes what a crashed writer began: prepared envelopes that were logged are committed,
     * those that were not were never acknowledged and are dropped. The caller is the only writer.
     */
    void recover(Predicate<Digest> isLogged);

    /** What is committed under a digest; costs one hash over it. */
    Content read(Digest digest);

    /** What is prepared under a digest. */
    Content readPending(Digest digest);

    /** Everything that lies here, sorted. */
    Names names();

    /** Puts inclusion proofs beside their envelopes. */
    void putProofs(Map<Digest, Bytes> proofs);

    /** Whether an inclusion proof lies beside this envelope. */
    boolean hasProof(Digest envelope);

    /**
     * The inclusion proof beside an envelope; its content has no digest to hold it against, it
     * proves itself.
     *
     * @param most bytes; a larger one is damaged
     */
    Content readProof(Digest envelope, int most);

    /**
     * Takes an envelope away, prepared or committed, and its proof. Nothing is left here that it
     * could be restored from; copies elsewhere are not this store's. What is gone already stays so.
     */
    void erase(Digest digest);

    /** The name under which findings speak of an envelope, there or not. */
    String name(Digest envelope);

    /** The name under which findings speak of an envelope's inclusion proof. */
    String proofName(Digest envelope);
}
