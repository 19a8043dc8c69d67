package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A DSSE envelope: a payload and the signatures over it.
 *
 * @param payloadType says how to read the payload; signed with it
 * @param payload the bytes as they were signed, never written again
 * @param signatures one to {@value #MOST_SIGNATURES}
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE 1.0.2</a>
 */
public record Envelope(String payloadType, Bytes payload, List<Signature> signatures) {
    /** More signatures than this are an attempt to make verification slow. */
    public static final int MOST_SIGNATURES = 16;

    private static final Set<String> MEMBERS = Set.of("payloadType", "payload", "signatures");

    /**
     * One signature over {@link #pae}.
     *
     * @param keyId a hint at the key, never trusted
     * @param value in the form the key's algorithm uses
     */
    public record Signature(String keyId, Bytes value) {}

    public Envelope {
        signatures = List.copyOf(signatures);
        if (signatures.isEmpty() || signatures.size() > MOST_SIGNATURES) {
            throw new IllegalArgumentException(
                    "an envelope has 1 to %d signatures, but got %d"
                            .formatted(MOST_SIGNATURES, signatures.size()));
        }
    }

    /** The pre-authentication encoding: what is really signed. */
    public static byte[] pae(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + type.length + 32);
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /**
     * The same payload with the signatures of one more signer after those that are here.
     *
     * @throws IllegalArgumentException if that signer has signed it already, or no more signatures
     *     fit
     */
    public Envelope countersigned(Signer signer) {
        List<Signature> all = new ArrayList<>(signatures);
        for (Signature signature : signer.sign(payloadType, payload).signatures()) {
            if (all.stream().anyMatch(each -> each.keyId().equals(signature.keyId()))) {
                throw new IllegalArgumentException(
                        "key %s… has signed it already"
                                .formatted(signature.keyId().substring(0, 12)));
            }
            all.add(signature);
        }
        return new Envelope(payloadType, payload, all);
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        Base64.Encoder base64 = Base64.getEncoder();
        List<Json> entries = new ArrayList<>();
        for (Signature signature : signatures) {
            entries.add(
                    Json.obj(
                            "keyid",
                            signature.keyId(),
                            "sig",
                            base64.encodeToString(signature.value().toArray())));
        }
        return Json.obj(
                "payloadType",
                payloadType,
                "payload",
                base64.encodeToString(payload.toArray()),
                "signatures",
                Json.arr(entries));
    }

    /** The bytes in which an envelope is stored: canonical JSON. */
    public byte[] toBytes() {
        return toJson().canonical();
    }

    /** SHA-256 of {@link #toBytes()}: the name of the evidence. */
    public Digest digest() {
        return Digest.of(toBytes());
    }

    /**
     * Reads an envelope. Base64 may be of either alphabet (DSSE §protocol), nothing else is
     * lenient.
     *
     * @throws dev.bulwark.kernel.BulwarkException if it is malformed
     */
    public static Envelope parse(byte[] utf8) {
        Json.Obj document = Json.parseObject(utf8);
        if (!MEMBERS.containsAll(document.members().keySet())) {
            throw malformed("it has members that DSSE does not know");
        }
        List<Signature> signatures = new ArrayList<>();
        for (Json.Obj entry : document.objects("signatures")) {
            String keyId =
                    entry.get("keyid").filter(id -> id instanceof Json.Str).isPresent()
                            ? entry.string("keyid")
                            : "";
            signatures.add(new Signature(keyId, Bytes.of(decode(entry.string("sig")))));
        }
        try {
            return new Envelope(
                    document.string("payloadType"),
                    Bytes.of(decode(document.string("payload"))),
                    signatures);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] decode(String base64) {
        boolean urlSafe = base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0;
        Base64.Encoder encoder = urlSafe ? Base64.getUrlEncoder() : Base64.getEncoder();
        try {
            byte[] decoded =
                    (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(base64);
            // Unused bits must be zero and padding present, or one payload would have many
            // spellings.
            if (encoder.encodeToString(decoded).equals(base64)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw malformed("it holds invalid base64: " + e.getMessage());
        }
        throw malformed("it holds base64 that is not in its one canonical form");
    }

    private static EvidenceException malformed(String why) {
        return new EvidenceException("ENVELOPE_MALFORMED", "the envelope cannot be read: " + why);
    }
}
