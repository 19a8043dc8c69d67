package dev.bulwark.supplychain.sign;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Whom a verifier believes. Always given by the caller, never taken from the bundle. */
public sealed interface ModelTrust {
    /**
     * The holder of one key.
     *
     * @param key ECDSA on P-256, P-384 or P-521
     */
    record Key(PublicKey key) implements ModelTrust {
        public Key {
            Objects.requireNonNull(key);
        }
    }

    /**
     * Whoever holds a signing certificate that one of these roots issued.
     *
     * <p><b>Does not guarantee</b> that the certificate has not been revoked: that needs the
     * network, and verification is offline.
     *
     * @param roots at least one
     * @param at when the chain must be valid: the time of a log or a time stamp if there is one,
     *     else now
     */
    record Roots(List<X509Certificate> roots, Instant at) implements ModelTrust {
        public Roots {
            roots = List.copyOf(roots);
            Objects.requireNonNull(at);
            if (roots.isEmpty()) {
                throw new IllegalArgumentException("trust needs at least one root");
            }
        }
    }
}
