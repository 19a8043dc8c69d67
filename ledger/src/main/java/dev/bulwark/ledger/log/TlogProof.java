package dev.bulwark.ledger.log;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.merkle.ProofVerdict;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.StrictBase64;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.PolicyVerdict;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The offline proof that an entry is in a log: all that a stranger needs besides the log's public
 * key. Kept in files named {@code .tlog-proof}.
 *
 * <p>Bulwark puts the entry itself into the proof's {@code extra}. The format does not authenticate
 * that field and neither do we trust it: {@link #verify} hashes it like any other bytes, and only
 * if it is what was logged does the proof hold.
 *
 * @param extra bytes that the format leaves open, or none
 * @param index of the entry in the log, {@code >= 0}
 * @param hashes the inclusion proof, from the entry's sibling upward; at most {@value #MOST_HASHES}
 * @param checkpoint the signed note, verbatim
 * @see <a href="https://c2sp.org/tlog-proof">C2SP tlog-proof</a>
 */
public record TlogProof(Bytes extra, long index, List<TreeHash> hashes, Bytes checkpoint) {
    /** A tree below 2^63 entries has no longer path. */
    public static final int MOST_HASHES = 63;

    /** Room for the largest note, the longest entry and every hash. */
    public static final int LARGEST_IN_BYTES = 1 << 19;

    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    public TlogProof {
        hashes = List.copyOf(hashes);
        if (index < 0) {
            throw new IllegalArgumentException("index must be >= 0, but was " + index);
        }
        if (hashes.size() > MOST_HASHES) {
            throw new IllegalArgumentException(
                    "a proof has at most " + MOST_HASHES + " hashes, but got " + hashes.size());
        }
    }

    /** The file's content; {@link #parse} reads it back as an equal proof. */
    public byte[] toBytes() {
        StringBuilder head = new StringBuilder(HEADER);
        if (extra.size() > 0) {
            head.append(EXTRA).append(StrictBase64.encode(extra.toArray())).append('\n');
        }
        head.append(INDEX).append(index).append('\n');
        for (TreeHash hash : hashes) {
            head.append(hash.toBase64()).append('\n');
        }
        byte[] top = head.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] file = java.util.Arrays.copyOf(top, top.length + checkpoint.size());
        System.arraycopy(checkpoint.toArray(), 0, file, top.length, checkpoint.size());
        return file;
    }

    /**
     * Reads a proof strictly.
     *
     * @throws LedgerException if it is malformed or larger than {@value #LARGEST_IN_BYTES} bytes
     */
    public static TlogProof parse(byte[] file) {
        if (file.length > LARGEST_IN_BYTES) {
            throw malformed("it has %d bytes, at most %d".formatted(file.length, LARGEST_IN_BYTES));
        }
        // One byte, one character: what lies beyond ASCII can only be in the checkpoint.
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int emptyLine = text.indexOf("\n\n");
        if (!text.startsWith(HEADER) || emptyLine < 0) {
            throw malformed("it does not start as a c2sp.org/tlog-proof@v1");
        }
        List<String> lines =
                new ArrayList<>(List.of(text.substring(0, emptyLine).split("\n", MOST_HASHES + 4)));
        lines.removeFirst();
        Bytes extra = Bytes.of(new byte[0]);
        if (!lines.isEmpty() && lines.getFirst().startsWith(EXTRA)) {
            extra = extra(lines.removeFirst().substring(EXTRA.length()));
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith(INDEX)) {
            throw malformed("it has no index");
        }
        long index =
                Checkpoint.parseDecimal(lines.removeFirst().substring(INDEX.length()))
                        .orElseThrow(() -> malformed("its index is no decimal number"));
        byte[] checkpoint = java.util.Arrays.copyOfRange(file, emptyLine + 2, file.length);
        return new TlogProof(extra, index, hashes(lines), Bytes.of(checkpoint));
    }

    private static Bytes extra(String base64) {
        return StrictBase64.decode(base64)
                .filter(bytes -> bytes.length > 0)
                .map(Bytes::of)
                .orElseThrow(() -> malformed("its extra line is no base64"));
    }

    private static List<TreeHash> hashes(List<String> lines) {
        if (lines.size() > MOST_HASHES) {
            throw malformed("it has more than " + MOST_HASHES + " hashes");
        }
        List<TreeHash> hashes = new ArrayList<>();
        for (String line : lines) {
            hashes.add(
                    StrictBase64.decode(line)
                            .filter(bytes -> bytes.length == TreeHash.SIZE)
                            .map(TreeHash::of)
                            .orElseThrow(() -> malformed("a line of it is no base64 hash")));
        }
        return hashes;
    }

    /**
     * Whether {@code entry} is in the log of {@code logKey}: the checkpoint is the log's, and the
     * proof leads from the entry to its root.
     */
    public ProofVerification verify(VerifierKey logKey, byte[] entry) {
        return verify(logKey, List.of(), entry);
    }

    /**
     * As {@link #verify(VerifierKey, byte[])}.
     *
     * @param seconds the log's ML-DSA-44 keys, whose signatures must hold where they are present;
     *     logs of earlier releases have none
     */
    public ProofVerification verify(VerifierKey logKey, List<VerifierKey> seconds, byte[] entry) {
        if (checkpoint.size() > SignedNote.LARGEST_IN_BYTES) {
            return new ProofVerification.Refused("its checkpoint is too large");
        }
        return switch (SignedCheckpoint.verify(checkpoint.toArray(), logKey, seconds)) {
            case CheckpointVerification.Refused(String why) ->
                    new ProofVerification.Refused("its checkpoint is not believed: " + why);
            case CheckpointVerification.Valid(SignedCheckpoint valid) -> included(valid, entry);
        };
    }

    /**
     * Whether {@code entry} is in a log of {@code policy}, and the checkpoint was cosigned by the
     * quorum it asks for.
     *
     * @param now for {@link TrustPolicy#verify}
     */
    public ProofVerification verify(TrustPolicy policy, byte[] entry, Instant now) {
        if (checkpoint.size() > SignedNote.LARGEST_IN_BYTES) {
            return new ProofVerification.Refused("its checkpoint is too large");
        }
        return switch (policy.verify(checkpoint.toArray(), now)) {
            case PolicyVerdict.Refused(String why) ->
                    new ProofVerification.Refused("its checkpoint is not believed: " + why);
            case PolicyVerdict.Accepted accepted -> included(accepted.checkpoint(), entry);
        };
    }

    private ProofVerification included(SignedCheckpoint signed, byte[] entry) {
        ProofVerdict verdict =
                MerkleVerifier.inclusion(
                        index, signed.size(), TreeHashing.leaf(entry), hashes, signed.root());
        return switch (verdict) {
            case ProofVerdict.Proven _ -> new ProofVerification.Included(signed, index);
            case ProofVerdict.Refuted(String why) -> new ProofVerification.Refused(why);
        };
    }

    /**
     * Whether the log of {@code logKey} holds the evidence {@code envelope}: the entry in {@link
     * #extra} is logged and names that envelope.
     */
    public ProofVerification verifyEvidence(VerifierKey logKey, Digest envelope) {
        return verifyEvidence(logKey, List.of(), envelope);
    }

    /**
     * As {@link #verifyEvidence(VerifierKey, Digest)}, for who knows the ML-DSA-44 keys as well.
     */
    public ProofVerification verifyEvidence(
            VerifierKey logKey, List<VerifierKey> seconds, Digest envelope) {
        return logged(envelope).orElseGet(() -> verify(logKey, seconds, extra.toArray()));
    }

    /** As {@link #verifyEvidence(VerifierKey, Digest)}, with the witnesses of a policy. */
    public ProofVerification verifyEvidence(TrustPolicy policy, Digest envelope, Instant now) {
        return logged(envelope).orElseGet(() -> verify(policy, extra.toArray(), now));
    }

    /** The refusal, unless the entry that this proof carries speaks of the envelope. */
    private Optional<ProofVerification> logged(Digest envelope) {
        LogEntry entry;
        try {
            entry = LogEntry.parse(extra.toArray());
        } catch (BulwarkException e) {
            return Optional.of(
                    new ProofVerification.Refused("it carries no log entry: " + e.what()));
        }
        if (!entry.envelope().equals(envelope)) {
            return Optional.of(
                    new ProofVerification.Refused(
                            "it is the proof of %s, not of %s"
                                    .formatted(
                                            entry.envelope().abbreviated(),
                                            envelope.abbreviated())));
        }
        return Optional.empty();
    }

    private static LedgerException malformed(String why) {
        return new LedgerException(
                "PROOF_MALFORMED",
                "the inclusion proof cannot be read: " + why,
                "make it again with 'bulwark ledger proof'");
    }
}
