package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.json.JsonException;
import dev.bulwark.kernel.json.JsonLimits;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A Sigstore bundle, version 0.3, around one DSSE envelope with exactly one signature.
 *
 * @param material who signed
 * @param payload the bytes that were signed, never written again
 * @param signature ASN.1 DER
 * @see <a href="https://docs.sigstore.dev/about/bundle/">Sigstore bundle format</a>
 */
record SigstoreBundle(Material material, Bytes payload, Bytes signature) {
    static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /** A manifest of 200,000 files in base64; no signature is larger. */
    static final int MOST_BYTES = 64 << 20;

    /** A chain longer than this only makes path building slow. */
    private static final int LONGEST_CHAIN = 10;

    private static final JsonLimits LIMITS = new JsonLimits(MOST_BYTES, 16, 100_000);
    private static final Set<String> MEMBERS =
            Set.of("mediaType", "verificationMaterial", "dsseEnvelope");
    private static final Set<String> MATERIAL_MEMBERS =
            Set.of(
                    "publicKey",
                    "x509CertificateChain",
                    "certificate",
                    "tlogEntries",
                    "timestampVerificationData");
    private static final Set<String> KEY_MEMBERS =
            Set.of("hint", "rawBytes", "keyDetails", "validFor");
    private static final Set<String> CHAIN_MEMBERS = Set.of("certificates");
    private static final Set<String> CERTIFICATE_MEMBERS = Set.of("rawBytes");
    private static final Set<String> ENVELOPE_MEMBERS =
            Set.of("payload", "payloadType", "signatures");
    private static final Set<String> SIGNATURE_MEMBERS = Set.of("sig", "keyid");

    /** The verification material, one of the three methods of OpenSSF Model Signing. */
    sealed interface Material {
        /** A key the verifier must know; {@code hint} is empty in bundles before 1.1.0. */
        record PublicKey(String hint) implements Material {}

        /** Certificates in DER, leaf first. */
        record CertificateChain(List<Bytes> certificates) implements Material {
            public CertificateChain {
                certificates = List.copyOf(certificates);
            }
        }

        /** A short-lived certificate and a transparency log. */
        record Keyless() implements Material {}
    }

    /** A key-signed bundle as the reference implementation writes it. */
    static Bytes write(String hint, byte[] payload, byte[] signature) {
        Base64.Encoder base64 = Base64.getEncoder();
        Json.Obj material =
                Json.obj("publicKey", Json.obj("hint", hint), "tlogEntries", Json.arr(List.of()));
        Json.Obj entry = Json.obj("sig", base64.encodeToString(signature), "keyid", "");
        Json.Obj envelope =
                Json.obj(
                        "payload",
                        base64.encodeToString(payload),
                        "payloadType",
                        Statement.PAYLOAD_TYPE,
                        "signatures",
                        Json.arr(List.of(entry)));
        return Bytes.of(
                Json.obj(
                                "mediaType",
                                MEDIA_TYPE,
                                "verificationMaterial",
                                material,
                                "dsseEnvelope",
                                envelope)
                        .canonical());
    }

    /**
     * Reads a bundle strictly; nothing in it is trusted yet.
     *
     * @throws RefusedException if it is too large, malformed, of another type, or not signed once
     */
    static SigstoreBundle parse(Bytes bytes) {
        if (bytes.size() > MOST_BYTES) {
            throw new RefusedException(
                    Refusal.BUNDLE_TOO_LARGE,
                    "the bundle has %d bytes, more than %d".formatted(bytes.size(), MOST_BYTES));
        }
        try {
            if (!(Json.parse(bytes.toArray(), LIMITS) instanceof Json.Obj document)) {
                throw malformed("the bundle is not an object");
            }
            String mediaType = document.string("mediaType");
            if (!mediaType.equals(MEDIA_TYPE)) {
                throw new RefusedException(
                        Refusal.MEDIA_TYPE_UNKNOWN,
                        "the bundle is '%s', not '%s'".formatted(mediaType, MEDIA_TYPE));
            }
            known(document, MEMBERS, "the bundle");
            return envelope(
                    material(document.object("verificationMaterial")),
                    document.object("dsseEnvelope"));
        } catch (JsonException e) {
            throw new RefusedException(
                    Refusal.BUNDLE_MALFORMED, "the bundle cannot be read: " + e.what(), e);
        }
    }

    private static SigstoreBundle envelope(Material material, Json.Obj envelope) {
        known(envelope, ENVELOPE_MEMBERS, "the envelope");
        List<Json.Obj> signatures = envelope.objects("signatures");
        if (signatures.size() != 1) {
            throw new RefusedException(
                    Refusal.SIGNATURE_COUNT,
                    "the envelope has %d signatures, not one".formatted(signatures.size()));
        }
        Json.Obj signature = signatures.getFirst();
        known(signature, SIGNATURE_MEMBERS, "the signature");
        String type = envelope.string("payloadType");
        if (!type.equals(Statement.PAYLOAD_TYPE)) {
            throw malformed(
                    "the payload is '%s', not '%s'".formatted(type, Statement.PAYLOAD_TYPE));
        }
        return new SigstoreBundle(
                material,
                decode(envelope.string("payload"), "payload"),
                decode(signature.string("sig"), "signature"));
    }

    private static Material material(Json.Obj material) {
        known(material, MATERIAL_MEMBERS, "the verification material");
        boolean key = material.get("publicKey").isPresent();
        boolean chain = material.get("x509CertificateChain").isPresent();
        boolean keyless = material.get("certificate").isPresent();
        if ((key ? 1 : 0) + (chain ? 1 : 0) + (keyless ? 1 : 0) != 1) {
            throw malformed("the verification material is not of exactly one method");
        }
        if (keyless) {
            return new Material.Keyless();
        }
        return key
                ? publicKey(material.object("publicKey"))
                : chain(material.object("x509CertificateChain"));
    }

    private static Material publicKey(Json.Obj publicKey) {
        known(publicKey, KEY_MEMBERS, "the public key");
        if (publicKey.get("hint").isEmpty() && publicKey.get("rawBytes").isEmpty()) {
            throw malformed("the public key has neither a hint nor bytes");
        }
        // rawBytes, a key that vouches for itself, is what older tools wrote: never read.
        return new Material.PublicKey(
                publicKey.get("hint").isPresent() ? publicKey.string("hint") : "");
    }

    private static Material chain(Json.Obj chain) {
        known(chain, CHAIN_MEMBERS, "the chain");
        List<Bytes> certificates = new ArrayList<>();
        for (Json.Obj entry : chain.objects("certificates")) {
            known(entry, CERTIFICATE_MEMBERS, "a certificate");
            certificates.add(decode(entry.string("rawBytes"), "certificate"));
        }
        if (certificates.isEmpty() || certificates.size() > LONGEST_CHAIN) {
            throw malformed(
                    "the chain has %d certificates, not 1 to %d"
                            .formatted(certificates.size(), LONGEST_CHAIN));
        }
        return new Material.CertificateChain(certificates);
    }

    /** Standard base64 in its one canonical form: unused bits zero, padding present. */
    private static Bytes decode(String base64, String what) {
        try {
            byte[] decoded = Base64.getDecoder().decode(base64);
            if (decoded.length > 0 && Base64.getEncoder().encodeToString(decoded).equals(base64)) {
                return Bytes.of(decoded);
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    Refusal.BUNDLE_MALFORMED, "the " + what + " is not base64", e);
        }
        throw malformed("the " + what + " is empty, or not canonical base64");
    }

    private static void known(Json.Obj object, Set<String> members, String what) {
        for (String name : object.members().keySet()) {
            if (!members.contains(name)) {
                throw malformed(what + " has a member '" + name + "' that is not of its standard");
            }
        }
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(Refusal.BUNDLE_MALFORMED, detail);
    }
}
