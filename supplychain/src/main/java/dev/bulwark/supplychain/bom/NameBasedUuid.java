package dev.bulwark.supplychain.bom;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * UUIDs of version 5, which follow from a name. SHA-1 here spreads names and protects nothing.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.5">RFC 9562 §5.5</a>
 */
final class NameBasedUuid {
    /** The name space for addresses (RFC 9562 §6.6). */
    static final UUID URL = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    /** The name space for domain names (RFC 9562 §6.6). */
    static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    private NameBasedUuid() {}

    static UUID of(UUID nameSpace, String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(
                    ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(nameSpace.getMostSignificantBits())
                            .putLong(nameSpace.getLeastSignificantBits())
                            .flip());
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & 0xffffffffffff0fffL) | 0x5000L;
            long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
