package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.merkle.ProofVerdict;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteSignature;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Cosigns checkpoints of known logs. Thread-safe; logs do not wait for each other.
 *
 * <p><b>Guarantees:</b> of two checkpoints of a log that it cosigned, one extends the other.
 * Comparing with the last one and keeping the new one is a single step under the log's own lock,
 * and the new one is on the disk before its cosignature is given out: neither a slow request nor
 * {@code kill -9} takes the witness back. A state that was altered is refused, never taken for an
 * empty one.
 *
 * <p><b>Does not guarantee</b> to notice at its start that the state of a log was removed or is an
 * older one: see {@link WitnessState}.
 *
 * @see <a href="https://c2sp.org/tlog-witness">C2SP tlog-witness</a>
 */
public final class Witness {
    private final KnownLogs logs;
    private final List<NoteSigner> signers;
    private final List<VerifierKey> ownKeys;
    private final WitnessState state;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Map<String, String> origins = new ConcurrentHashMap<>();

    /** A log's lock, and what is known to be on the disk for it. */
    private static final class Watched {
        private @Nullable SignedCheckpoint last;
        private boolean loaded;
    }

    /**
     * @param signers with the witness's own keys, of cosignature types; at least one
     * @param state kept open by the caller as long as this is used
     * @throws IllegalArgumentException if a signer is a log's
     */
    public Witness(KnownLogs logs, List<NoteSigner> signers, WitnessState state) {
        this.logs = logs;
        this.signers = List.copyOf(signers);
        this.ownKeys = this.signers.stream().map(NoteSigner::verifier).toList();
        this.state = state;
        if (ownKeys.isEmpty() || ownKeys.stream().anyMatch(Witness::isLogKey)) {
            throw new IllegalArgumentException(
                    "a witness signs with cosignature keys, but got " + ownKeys);
        }
        for (String origin : logs.keys().keySet()) {
            watched.put(origin, new Watched());
            origins.put(WitnessState.name(origin), origin);
        }
    }

    private static boolean isLogKey(VerifierKey key) {
        return switch (key.type()) {
            case ED25519 -> true;
            case ED25519_COSIGNATURE, ML_DSA_44_COSIGNATURE -> false;
        };
    }

    /**
     * Reads every state there is, so that one that cannot be trusted shows at the start.
     *
     * @return how many logs were cosigned before
     * @throws BulwarkException if a state is not what this witness wrote
     */
    public int load() {
        int cosigned = 0;
        for (Map.Entry<String, Watched> entry : watched.entrySet()) {
            Watched log = entry.getValue();
            synchronized (log) {
                try {
                    if (last(entry.getKey(), log).isPresent()) {
                        cosigned++;
                    }
                } catch (IOException e) {
                    throw damaged(entry.getKey(), e.getClass().getSimpleName());
                }
            }
        }
        return cosigned;
    }

    /** Decides on the body of an {@code add-checkpoint} request, in the protocol's order. */
    public Submission add(byte[] body) {
        AddCheckpoint request;
        String origin;
        try {
            request = AddCheckpoint.parse(body);
            origin = Checkpoint.claimedOrigin(request.checkpoint().toArray());
        } catch (BulwarkException e) {
            return new Submission.Malformed(e.what());
        }
        Watched log = watched.get(origin);
        if (log == null) {
            return new Submission.UnknownOrigin(origin);
        }
        // Signatures cost most, and need no lock.
        return switch (SignedCheckpoint.verify(
                request.checkpoint().toArray(), keys(origin), List.of())) {
            case CheckpointVerification.Refused(String why) -> new Submission.Forbidden(why);
            case CheckpointVerification.Valid(SignedCheckpoint signed) -> {
                synchronized (log) {
                    yield decide(request, signed, log);
                }
            }
        };
    }

    private List<VerifierKey> keys(String origin) {
        return java.util.Objects.requireNonNull(logs.keys().get(origin), "watched, so known");
    }

    private Submission decide(AddCheckpoint request, SignedCheckpoint next, Watched log) {
        String origin = next.checkpoint().origin();
        if (request.oldSize() > next.size()) {
            return new Submission.Malformed(
                    "the old size %d is above the checkpoint's %d"
                            .formatted(request.oldSize(), next.size()));
        }
        try {
            Optional<SignedCheckpoint> last = last(origin, log);
            long lastSize = last.map(SignedCheckpoint::size).orElse(0L);
            if (request.oldSize() != lastSize) {
                return new Submission.Conflict(origin, lastSize, request.oldSize());
            }
            return switch (consistent(request, last, next)) {
                case ProofVerdict.Refuted(String why) -> new Submission.Inconsistent(origin, why);
                case ProofVerdict.Proven _ -> cosign(next, log);
            };
        } catch (IOException e) {
            log.loaded = false; // what is on the disk is not known any more
            return new Submission.Unavailable(
                    "the state of '%s' cannot be kept: %s"
                            .formatted(origin, e.getClass().getSimpleName()));
        } catch (BulwarkException e) {
            return new Submission.Unavailable(e.what());
        }
    }

    private static ProofVerdict consistent(
            AddCheckpoint request, Optional<SignedCheckpoint> last, SignedCheckpoint next) {
        if (request.oldSize() == 0) {
            if (!request.proof().isEmpty()) {
                return new ProofVerdict.Refuted("a proof from size 0 is empty");
            }
            return next.size() > 0 || next.root().equals(TreeHashing.emptyRoot())
                    ? new ProofVerdict.Proven()
                    : new ProofVerdict.Refuted("the root of size 0 is not that of no entries");
        }
        // A size above 0 was cosigned, for it is the one the client named.
        return MerkleVerifier.consistency(
                request.oldSize(),
                next.size(),
                last.orElseThrow().root(),
                next.root(),
                request.proof());
    }

    private Submission cosign(SignedCheckpoint next, Watched log) throws IOException {
        String origin = next.checkpoint().origin();
        String text = next.checkpoint().toText();
        List<NoteSignature> own = signers.stream().map(signer -> signer.sign(text)).toList();
        List<NoteSignature> all = new ArrayList<>(ofLog(next));
        all.addAll(own);
        byte[] note = new SignedNote(text, all).toBytes();
        SignedCheckpoint kept = verified(origin, note);
        log.loaded = false; // until it is durable, neither the old nor the new one is certain
        state.put(origin, note);
        log.last = kept;
        log.loaded = true;
        return new Submission.Cosigned(origin, next.size(), own);
    }

    /** The log's own signatures, once each; whatever else a client added is not kept. */
    private List<NoteSignature> ofLog(SignedCheckpoint next) {
        Map<String, NoteSignature> kept = new LinkedHashMap<>();
        for (NoteSignature each : SignedNote.parse(next.note().toArray()).signatures()) {
            boolean known =
                    next.signers().stream()
                            .anyMatch(key ->
                                    key.id() == each.keyId() && key.name().equals(each.name()));
            if (known) {
                kept.putIfAbsent(each.name() + "+" + each.keyId(), each);
            }
        }
        return List.copyOf(kept.values());
    }

    private Optional<SignedCheckpoint> last(String origin, Watched log) throws IOException {
        if (!log.loaded) {
            Optional<byte[]> note = state.get(origin);
            log.last = note.isPresent() ? verified(origin, note.get()) : null;
            log.loaded = true;
        }
        return Optional.ofNullable(log.last);
    }

    /** What is kept was signed by the log and by this witness, or it is not this witness's. */
    private SignedCheckpoint verified(String origin, byte[] note) {
        return switch (SignedCheckpoint.verify(note, keys(origin), ownKeys)) {
            case CheckpointVerification.Refused(String why) -> throw damaged(origin, why);
            case CheckpointVerification.Valid(SignedCheckpoint valid) -> {
                if (ownKeys.stream().noneMatch(valid.signers()::contains)) {
                    throw damaged(origin, "this witness did not cosign it");
                }
                yield valid;
            }
        };
    }

    /**
     * The last cosigned checkpoint of the log whose origin has this SHA-256, with the signatures of
     * log and witness.
     *
     * @param name 64 lower-case hexadecimal digits; anything else names no log
     */
    public Optional<Bytes> checkpoint(String name) {
        String origin = origins.get(name);
        Watched log = origin == null ? null : watched.get(origin);
        if (origin == null || log == null) {
            return Optional.empty();
        }
        synchronized (log) {
            try {
                return last(origin, log).map(SignedCheckpoint::note);
            } catch (IOException e) {
                throw damaged(origin, e.getClass().getSimpleName());
            }
        }
    }

    /** The witness's own keys, for those who verify. */
    public List<VerifierKey> verifiers() {
        return ownKeys;
    }

    private BulwarkException damaged(String origin, String why) {
        return new BulwarkException(
                "WITNESS_STATE_DAMAGED",
                "what was cosigned for '%s' cannot be believed, in '%s': %s"
                        .formatted(origin, state.file(origin), why),
                "find out who changed it; a witness that lost its state begins again under a new"
                        + " name and new keys");
    }
}
