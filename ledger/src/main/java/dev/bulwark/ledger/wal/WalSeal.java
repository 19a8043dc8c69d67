package dev.bulwark.ledger.wal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Marks frames as the writer's own: HMAC-SHA-256 (RFC 2104), cut to 128 bits. Without it, whoever
 * can write to the folder could leave entries there which the log would sign when it starts.
 */
public final class WalSeal {
    static final int SIZE = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * @param secret known to the writer alone
     */
    public WalSeal(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The seal over the first {@code length} bytes of {@code frame}. */
    byte[] over(byte[] frame, int offset, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(frame, offset, length);
            return Arrays.copyOf(mac.doFinal(), SIZE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
