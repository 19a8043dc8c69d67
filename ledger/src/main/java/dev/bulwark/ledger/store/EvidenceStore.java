package dev.bulwark.ledger.store;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Envelopes by the SHA-256 of their bytes, on top of a {@link PayloadStore}.
 *
 * <p>Only one writer at a time; the ledger's lock sees to that.
 *
 * <p><b>Guarantees:</b> an envelope comes out only if its bytes have the digest it is asked by and
 * are an envelope's canonical form; what is not comes out of every listing as broken. After {@link
 * #put} the envelope survives a crash.
 *
 * <p><b>Does not guarantee</b> that signatures hold, nor that an envelope was logged: the ledger
 * says that. Envelopes hold no secrets.
 */
public final class EvidenceStore {
    private final PayloadStore payloads;

    /** Envelopes in a folder, which need not exist. */
    public EvidenceStore(Path folder) {
        this(new FolderPayloads(folder));
    }

    /** Envelopes wherever the payloads lie. */
    public EvidenceStore(PayloadStore payloads) {
        this.payloads = payloads;
    }

    /** The envelopes of the project whose evidence is in {@code folder}, wherever they lie. */
    public static EvidenceStore at(Path folder) {
        return StoreSettings.read(folder)
                .map(settings -> new EvidenceStore(settings.open()))
                .orElseGet(() -> new EvidenceStore(folder));
    }

    /** Where the bytes lie. */
    public PayloadStore payloads() {
        return payloads;
    }

    /**
     * Stores an envelope durably; one that is there already is left alone, a damaged one is
     * replaced.
     *
     * @return its name
     * @throws BulwarkException if it is too large or cannot be written
     */
    public Digest put(Envelope envelope) {
        List<Digest> digest = prepare(List.of(envelope));
        commit(digest);
        return digest.getFirst();
    }

    /**
     * Makes envelopes durable without storing them yet, so that what the log knows is never lost
     * and what it does not know is never found here.
     */
    public List<Digest> prepare(List<Envelope> envelopes) {
        Map<Digest, Bytes> prepared = new LinkedHashMap<>();
        List<Digest> digests = new ArrayList<>();
        for (Envelope envelope : envelopes) {
            byte[] bytes = envelope.toBytes();
            requireFits(bytes.length);
            Digest digest = Digest.of(bytes);
            prepared.put(digest, Bytes.of(bytes));
            digests.add(digest);
        }
        payloads.prepare(prepared);
        return List.copyOf(digests);
    }

    private static void requireFits(int size) {
        if (size > PayloadStore.LARGEST_ENVELOPE) {
            throw new BulwarkException(
                    "EVIDENCE_TOO_LARGE",
                    "the envelope has %d bytes, at most %d are stored"
                            .formatted(size, PayloadStore.LARGEST_ENVELOPE),
                    "put large results into a file of their own, and its digest into the"
                            + " evidence");
        }
    }

    /** Stores what was prepared; the log knows it now. */
    public void commit(List<Digest> prepared) {
        payloads.commit(prepared);
    }

    /** See {@link PayloadStore#recover}. */
    public void recover(Predicate<Digest> isLogged) {
        payloads.recover(isLogged);
    }

    /** The envelope of this digest, if it is here and whole. */
    public Optional<StoredEnvelope> get(Digest digest) {
        return switch (read(digest)) {
            case Found.Whole(StoredEnvelope stored) -> Optional.of(stored);
            // Why is said by every listing. A writer may be about to put it in its place.
            case Found.Absent _, Found.Broken _ ->
                    parsed(payloads.readPending(digest), digest)
                                    instanceof Found.Whole(StoredEnvelope stored)
                            ? Optional.of(stored)
                            : Optional.empty();
        };
    }

    /** What is stored under a digest. */
    public Found read(Digest digest) {
        return parsed(payloads.read(digest), digest);
    }

    /** All envelopes, and all that should not be here; costs one hash over all of it. */
    public EvidenceListing all() {
        PayloadStore.Names names = payloads.names();
        List<StoredEnvelope> found = new ArrayList<>();
        List<BrokenFile> broken = new ArrayList<>();
        for (Digest digest : names.envelopes()) {
            switch (read(digest)) {
                case Found.Whole(StoredEnvelope stored) -> found.add(stored);
                case Found.Absent _ -> {} // erased since it was listed
                case Found.Broken(String why) ->
                        broken.add(new BrokenFile(payloads.name(digest), why));
            }
        }
        for (String name : names.foreign()) {
            broken.add(new BrokenFile(name, "it is no file of the store"));
        }
        return new EvidenceListing(found, broken);
    }

    private static Found parsed(PayloadStore.Content content, Digest digest) {
        return switch (content) {
            case PayloadStore.Content.Absent _ -> new Found.Absent();
            case PayloadStore.Content.Damaged(String why) -> new Found.Broken(why);
            case PayloadStore.Content.Whole(Bytes bytes) -> parsed(bytes.toArray(), digest);
        };
    }

    private static Found parsed(byte[] bytes, Digest digest) {
        try {
            Envelope envelope = Envelope.parse(bytes);
            return envelope.digest().equals(digest)
                    ? new Found.Whole(
                            new StoredEnvelope(
                                    digest,
                                    envelope,
                                    Statement.parse(envelope.payload().toArray())))
                    : new Found.Broken("it is not in canonical form");
        } catch (BulwarkException e) {
            return new Found.Broken(e.what());
        }
    }

    /** What was found under a digest. */
    public sealed interface Found {
        /** An envelope of that digest. */
        record Whole(StoredEnvelope stored) implements Found {}

        /** Nothing. */
        record Absent() implements Found {}

        /** Something that is no such envelope. */
        record Broken(String why) implements Found {}
    }
}
