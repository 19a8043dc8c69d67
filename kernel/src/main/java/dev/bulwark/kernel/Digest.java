package dev.bulwark.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest (FIPS 180-4): the name of every artifact and of every piece of evidence.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    /** Length in bytes. */
    public static final int SIZE = 32;

    private static final String PREFIX = "sha256:";
    private static final int ABBREVIATED_DIGITS = 12;
    private static final int BUFFER_SIZE = 1 << 20;

    public Digest {
        if (hex.length() != 2 * SIZE) {
            throw new IllegalArgumentException(
                    "a SHA-256 digest has 64 hexadecimal digits, but got " + hex.length());
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                throw new IllegalArgumentException(
                        "a SHA-256 digest is lower-case hexadecimal, but position "
                                + i
                                + " is not");
            }
        }
    }

    /** The digest of {@code content}. */
    public static Digest of(byte[] content) {
        return ofRaw(sha256().digest(content));
    }

    /** The digest of {@code content}. */
    public static Digest of(Bytes content) {
        MessageDigest sha256 = sha256();
        sha256.update(content.asBuffer());
        return ofRaw(sha256.digest());
    }

    /** The digest of everything left in {@code stream}, in constant memory. */
    public static Digest of(InputStream stream) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[BUFFER_SIZE];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            sha256.update(buffer, 0, n);
        }
        return ofRaw(sha256.digest());
    }

    /** A digest from its 32 raw bytes. */
    public static Digest ofRaw(byte[] raw) {
        return new Digest(HexFormat.of().formatHex(raw));
    }

    /**
     * Reads {@code sha256:<hex>} or {@code <hex>}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Digest parse(String text) {
        return new Digest(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
    }

    /** A fresh SHA-256, for callers that hash while they read. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The 32 raw bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** {@code sha256:} and the first twelve digits, for people. */
    public String abbreviated() {
        return PREFIX + hex.substring(0, ABBREVIATED_DIGITS) + "…";
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    /** {@code sha256:} and all digits. */
    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
