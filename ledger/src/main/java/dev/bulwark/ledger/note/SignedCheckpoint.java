package dev.bulwark.ledger.note;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.merkle.TreeHash;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint that the log's own key signed. Only verification and signing make one, so whoever
 * holds it need not ask.
 *
 * <p><b>Does not guarantee</b> that the log shows everybody the same tree: only witnesses do.
 */
public final class SignedCheckpoint {
    private final Checkpoint checkpoint;
    private final Bytes note;
    private final List<VerifierKey> signers;

    private SignedCheckpoint(Checkpoint checkpoint, Bytes note, List<VerifierKey> signers) {
        this.checkpoint = checkpoint;
        this.note = note;
        this.signers = List.copyOf(signers);
    }

    /**
     * Signs a checkpoint. The caller answers for its being consistent with all before it.
     *
     * @param log the log's signer, named as the origin
     * @param cosigners whose signatures follow the log's
     */
    public static SignedCheckpoint sign(
            Checkpoint checkpoint, NoteSigner log, List<NoteSigner> cosigners) {
        requireLogKey(log.verifier());
        if (!log.verifier().name().equals(checkpoint.origin())) {
            throw new IllegalArgumentException(
                    "the key of '%s' does not sign for '%s'"
                            .formatted(log.verifier().name(), checkpoint.origin()));
        }
        String text = checkpoint.toText();
        List<NoteSignature> signatures = new ArrayList<>();
        List<VerifierKey> signers = new ArrayList<>();
        signatures.add(log.sign(text));
        signers.add(log.verifier());
        for (NoteSigner cosigner : cosigners) {
            signatures.add(cosigner.sign(text));
            signers.add(cosigner.verifier());
        }
        byte[] note = new SignedNote(text, signatures).toBytes();
        return new SignedCheckpoint(checkpoint, Bytes.of(note), signers);
    }

    /** Verifies a note as a checkpoint of the log that {@code logKey} names. */
    public static CheckpointVerification verify(byte[] note, VerifierKey logKey) {
        return verify(note, logKey, List.of());
    }

    /**
     * Verifies a note as a checkpoint of the log that {@code logKey} names.
     *
     * @param cosigners keys whose signatures are checked where they are present; {@link #signers}
     *     tells which were
     */
    public static CheckpointVerification verify(
            byte[] note, VerifierKey logKey, List<VerifierKey> cosigners) {
        requireLogKey(logKey);
        return verify(note, List.of(logKey), cosigners);
    }

    /**
     * Verifies a note as a checkpoint of the log that has these keys. One of them must have signed
     * it, and those of them that did must hold.
     *
     * @param logKeys one or more of the same name, of type {@link SignatureType#ED25519} or {@link
     *     SignatureType#ML_DSA_44_COSIGNATURE}
     * @param cosigners as above
     */
    public static CheckpointVerification verify(
            byte[] note, List<VerifierKey> logKeys, List<VerifierKey> cosigners) {
        requireKeysOfOneLog(logKeys);
        List<VerifierKey> known = new ArrayList<>(logKeys);
        known.addAll(cosigners);
        return switch (new NoteVerifier(known).verify(note)) {
            case NoteVerification.Refused(String why) -> new CheckpointVerification.Refused(why);
            case NoteVerification.Verified(SignedNote signed, List<VerifierKey> signers) ->
                    read(signed, Bytes.of(note), signers, logKeys);
        };
    }

    private static CheckpointVerification read(
            SignedNote signed, Bytes note, List<VerifierKey> signers, List<VerifierKey> logKeys) {
        String origin = logKeys.getFirst().name();
        if (logKeys.stream().noneMatch(signers::contains)) {
            return new CheckpointVerification.Refused(
                    "the key of log '" + origin + "' did not sign it");
        }
        try {
            Checkpoint checkpoint = Checkpoint.parse(signed.text());
            return checkpoint.origin().equals(origin)
                    ? new CheckpointVerification.Valid(
                            new SignedCheckpoint(checkpoint, note, signers))
                    : new CheckpointVerification.Refused(
                            "it is of '%s', not of '%s'".formatted(checkpoint.origin(), origin));
        } catch (NoteException e) {
            return new CheckpointVerification.Refused(e.what());
        }
    }

    private static void requireKeysOfOneLog(List<VerifierKey> keys) {
        if (keys.stream().map(VerifierKey::name).distinct().count() != 1
                || keys.stream().anyMatch(key -> key.type() == SignatureType.ED25519_COSIGNATURE)) {
            throw new IllegalArgumentException(
                    "the keys of one log are needed, none of them a witness's, but got " + keys);
        }
    }

    private static void requireLogKey(VerifierKey key) {
        if (key.type() != SignatureType.ED25519) {
            throw new IllegalArgumentException(
                    "a log's key is of type ED25519, but this one is " + key.type());
        }
    }

    /** What was signed. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Number of entries. */
    public long size() {
        return checkpoint.size();
    }

    /** The root of the tree of that size. */
    public TreeHash root() {
        return checkpoint.root();
    }

    /** The signed note, verbatim. */
    public Bytes note() {
        return note;
    }

    /** The known keys that signed, the log's among them. */
    public List<VerifierKey> signers() {
        return signers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedCheckpoint that && note.equals(that.note);
    }

    @Override
    public int hashCode() {
        return note.hashCode();
    }

    @Override
    public String toString() {
        return "SignedCheckpoint[" + checkpoint + "]";
    }
}
