package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The public keys whose envelopes are believed.
 *
 * <p><b>Guarantees:</b> an {@link Evidence} comes out only if the payload's bytes as received carry
 * the signatures the policy asks for, each by a key given here; the payload is parsed once, after
 * that, from those same bytes.
 *
 * <p><b>Does not guarantee</b> freshness, inclusion in a ledger, or that the signer was entitled to
 * say what it said.
 */
public final class TrustedKeys {
    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = keys;
    }

    /**
     * Trusts the envelope keys among {@code keys}; a key that signs no envelopes (Ed25519, of the
     * ledger) is left out.
     */
    public static TrustedKeys of(Collection<? extends PublicKey> keys) {
        Map<String, PublicKey> byId = new LinkedHashMap<>();
        for (PublicKey key : keys) {
            if (SignatureAlgorithm.of(key).isPresent()) {
                byId.put(keyId(key), key);
            }
        }
        if (byId.isEmpty()) {
            throw new BulwarkException(
                    "KEYS_EMPTY",
                    "no ECDSA P-256 or ML-DSA-65 public key was given, so nothing can be verified",
                    "give the public.pem of the signer");
        }
        return new TrustedKeys(byId);
    }

    /** The id of a key: SHA-256 of its SubjectPublicKeyInfo in DER, in hexadecimal. */
    public static String keyId(PublicKey key) {
        return Digest.of(key.getEncoded()).hex();
    }

    /** The ids of the trusted keys. */
    public Set<String> keyIds() {
        return Set.copyOf(keys.keySet());
    }

    /** The trusted keys, in the order they were given. */
    public List<PublicKey> publicKeys() {
        return List.copyOf(keys.values());
    }

    /** Verifies under {@link SignaturePolicy#BOTH}. */
    public Verification verify(Envelope envelope) {
        return verify(envelope, SignaturePolicy.BOTH);
    }

    /** Reads and verifies under {@link SignaturePolicy#BOTH}. */
    public Verification verify(byte[] envelope) {
        try {
            return verify(Envelope.parse(envelope));
        } catch (BulwarkException e) {
            return new Verification.Invalid(Verification.Reason.MALFORMED, e.what());
        }
    }

    /** Verifies, then parses. */
    public Verification verify(Envelope envelope, SignaturePolicy policy) {
        byte[] pae = Envelope.pae(envelope.payloadType(), envelope.payload().toArray());
        Set<SignatureAlgorithm> found = EnumSet.noneOf(SignatureAlgorithm.class);
        Set<String> signers = new LinkedHashSet<>();
        for (Envelope.Signature signature : envelope.signatures()) {
            PublicKey key = keys.get(signature.keyId());
            if (key == null) {
                continue;
            }
            if (!holds(key, pae, signature)) {
                return new Verification.Invalid(
                        Verification.Reason.BAD_SIGNATURE,
                        "the signature by key %s… does not fit the content"
                                .formatted(signature.keyId().substring(0, 12)));
            }
            SignatureAlgorithm.of(key).ifPresent(found::add);
            signers.add(signature.keyId());
        }
        if (found.isEmpty()) {
            return new Verification.Invalid(
                    Verification.Reason.UNKNOWN_SIGNER, "no signature is by a trusted key");
        }
        if (policy == SignaturePolicy.BOTH && found.size() < SignatureAlgorithm.values().length) {
            return new Verification.Invalid(
                    Verification.Reason.MISSING_SIGNATURE,
                    "it is signed by " + found + " alone, and both algorithms are asked for");
        }
        return parse(envelope, signers);
    }

    private static Verification parse(Envelope envelope, Set<String> signers) {
        if (!envelope.payloadType().equals(Statement.PAYLOAD_TYPE)) {
            return new Verification.Invalid(
                    Verification.Reason.NOT_A_STATEMENT,
                    "its payload type is not " + Statement.PAYLOAD_TYPE);
        }
        try {
            Statement statement = Statement.parse(envelope.payload().toArray());
            return new Verification.Valid(new Evidence(envelope, statement, signers));
        } catch (BulwarkException e) {
            return new Verification.Invalid(Verification.Reason.NOT_A_STATEMENT, e.what());
        }
    }

    private static boolean holds(PublicKey key, byte[] pae, Envelope.Signature signature) {
        try {
            Signature verifier =
                    Signature.getInstance(SignatureAlgorithm.of(key).orElseThrow().jcaName());
            verifier.initVerify(key);
            verifier.update(pae);
            return verifier.verify(signature.value().toArray());
        } catch (GeneralSecurityException e) {
            // A signature of the wrong form is a signature that does not hold.
            return false;
        }
    }
}
