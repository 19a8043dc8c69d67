package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Digest;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;

/**
 * How a bundle names its key: hexadecimal SHA-256 of the key's PEM text as OpenSSL writes it, 64
 * columns, line feeds, one at the end. It helps to find a key and is never a reason to trust one.
 */
public final class KeyHint {
    private static final int PEM_COLUMNS = 64;

    private KeyHint() {}

    /** The hint for {@code key}: 64 lower-case hexadecimal digits. */
    public static String of(PublicKey key) {
        byte[] spki = key.getEncoded();
        if (spki == null) {
            throw new IllegalArgumentException("the key has no encoding");
        }
        Base64.Encoder lines = Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'});
        String pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + lines.encodeToString(spki)
                        + "\n-----END PUBLIC KEY-----\n";
        return Digest.of(pem.getBytes(StandardCharsets.US_ASCII)).hex();
    }
}
