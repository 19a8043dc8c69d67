package dev.bulwark.kernel.keys;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** The passphrase of a key store. Wiped on close; never shown. */
public final class Passphrase implements AutoCloseable {
    /** Shorter ones fall to guessing even behind a slow key derivation. */
    public static final int SHORTEST = 12;

    private static final int RANDOM_BYTES = 24;

    private final char[] characters;

    private Passphrase(char[] characters) {
        this.characters = characters;
    }

    /** A copy of {@code characters}; may be of any length, for it may belong to an older store. */
    public static Passphrase of(char[] characters) {
        return new Passphrase(characters.clone());
    }

    /** A fresh one of 192 random bits, in URL-safe base64. */
    public static Passphrase random(SecureRandom random) {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        return new Passphrase(
                Base64.getUrlEncoder().withoutPadding().encodeToString(bits).toCharArray());
    }

    /** A copy for the key store's interface; the caller wipes it. */
    public char[] toCharArray() {
        return characters.clone();
    }

    /** Whether it is long enough for a new store. */
    boolean isLongEnough() {
        return characters.length >= SHORTEST;
    }

    @Override
    public void close() {
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return "Passphrase[not shown]";
    }
}
