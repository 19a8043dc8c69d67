package dev.bulwark.ledger.note;

import java.util.Base64;
import java.util.Optional;

/**
 * Standard base64 with padding (RFC 4648 §4) in its one spelling. A lenient decoder would let the
 * same hash or signature appear in many forms, and files differ that should be equal.
 */
public final class StrictBase64 {
    private StrictBase64() {}

    /** The bytes, or empty if {@code text} is not exactly what {@link #encode} would write. */
    public static Optional<byte[]> decode(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            return encode(decoded).equals(text) ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64 at all: the caller says what was expected
        }
    }

    /** The one spelling of {@code bytes}. */
    public static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
