package dev.bulwark.ledger.note;

import dev.bulwark.kernel.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.InstantSource;

/**
 * Signs the texts of notes. Every signature is verified before it is given out, so that a private
 * key that does not belong to the public one, or a fault while signing, shows at once.
 */
public final class NoteSigner {
    private final VerifierKey verifier;
    private final PrivateKey key;
    private final InstantSource clock;

    private NoteSigner(String name, SignatureType type, KeyPair pair, InstantSource clock) {
        this.verifier = VerifierKey.of(name, type, pair.getPublic());
        this.key = pair.getPrivate();
        this.clock = clock;
    }

    /**
     * The signature of a log.
     *
     * @param origin of the log, which is the key's name
     * @throws IllegalArgumentException if the origin is no key name or the pair is not Ed25519
     */
    public static NoteSigner ofLog(String origin, KeyPair ed25519) {
        // The type carries no time; the clock is never asked.
        return new NoteSigner(origin, SignatureType.ED25519, ed25519, InstantSource.system());
    }

    /**
     * A cosignature, of a witness or of the log itself beside its Ed25519 signature.
     *
     * @param type one of the cosignature types
     * @param clock for the time under the signature
     */
    public static NoteSigner cosigner(
            String name, SignatureType type, KeyPair pair, InstantSource clock) {
        if (type == SignatureType.ED25519) {
            throw new IllegalArgumentException(type + " is no cosignature");
        }
        return new NoteSigner(name, type, pair, clock);
    }

    /** What verifies these signatures. */
    public VerifierKey verifier() {
        return verifier;
    }

    /**
     * Signs {@code text}.
     *
     * @param text ends with a newline; for ML-DSA a checkpoint
     * @throws NoteException if the key cannot sign
     */
    public NoteSignature sign(String text) {
        if (!SignedNote.isText(text)) {
            throw new IllegalArgumentException("not the text of a note");
        }
        long now = clock.instant().getEpochSecond();
        byte[] value =
                switch (verifier.type()) {
                    case ED25519 -> bare(SignedMessage.ofLog(text));
                    case ED25519_COSIGNATURE ->
                            timed(now, bare(SignedMessage.ofCosignature(text, now)));
                    case ML_DSA_44_COSIGNATURE ->
                            timed(
                                    now,
                                    bare(
                                            SignedMessage.ofMlDsaCosignature(
                                                    verifier.name(), text, now)));
                };
        NoteSignature signature =
                new NoteSignature(verifier.name(), verifier.id(), Bytes.of(value));
        if (!verifier.verifies(text, signature)) {
            throw cannotSign("its signature does not verify with the public key");
        }
        return signature;
    }

    /**
     * A secret that only the holder of this key can make, and makes the same again: the signature
     * over a text that is no checkpoint, and that is never given to anybody.
     *
     * @param purpose one line; another purpose has another secret
     * @throws IllegalStateException if this key's signatures are not always the same
     */
    public byte[] secretFor(String purpose) {
        if (verifier.type() != SignatureType.ED25519) {
            throw new IllegalStateException(verifier.type() + " signatures carry time or chance");
        }
        return bare(SignedMessage.ofLog("secret of this key for\n" + purpose + "\n"));
    }

    private byte[] bare(byte[] message) {
        try {
            Signature signer = Signature.getInstance(RawKeys.jcaName(verifier.type()));
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw cannotSign(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] timed(long posixSeconds, byte[] signature) {
        return ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(posixSeconds)
                .put(signature)
                .array();
    }

    private NoteException cannotSign(String why) {
        return new NoteException(
                "NOTE_KEY_CANNOT_SIGN",
                "the key '%s' cannot sign: %s".formatted(verifier.name(), why),
                "check that private and public key belong together, and that the key may sign");
    }
}
