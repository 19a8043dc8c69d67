package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

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
        private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
        private static final int DIGITAL_SIGNATURE_BIT = 0;

        public Roots {
            roots = List.copyOf(roots);
            Objects.requireNonNull(at);
            if (roots.isEmpty()) {
                throw new IllegalArgumentException("trust needs at least one root");
            }
        }

        /**
         * The key of the leaf of {@code chain} (RFC 5280 §6).
         *
         * @throws RefusedException unless a path to one of the roots is valid at the trusted time,
         *     and the leaf is for signing
         */
        PublicKey leafKey(List<Bytes> chain) {
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                List<X509Certificate> path = new ArrayList<>();
                for (Bytes der : chain) {
                    path.add((X509Certificate) factory.generateCertificate(der.openStream()));
                }
                X509Certificate leaf = path.getFirst();
                // A path ends below its anchor; some signers send the anchor along.
                path.removeIf(roots::contains);
                if (path.isEmpty()) {
                    throw new RefusedException(
                            Refusal.CERTIFICATE_UNTRUSTED,
                            "the chain holds nothing below its root");
                }
                CertPathValidator.getInstance("PKIX")
                        .validate(factory.generateCertPath(path), parameters());
                requireForSigning(leaf);
                return leaf.getPublicKey();
            } catch (GeneralSecurityException e) {
                throw new RefusedException(
                        Refusal.CERTIFICATE_UNTRUSTED,
                        "the certificate chain does not hold: " + e.getMessage(),
                        e);
            }
        }

        private PKIXParameters parameters() throws InvalidAlgorithmParameterException {
            Set<TrustAnchor> anchors = new HashSet<>();
            for (X509Certificate root : roots) {
                anchors.add(new TrustAnchor(root, null));
            }
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            return parameters;
        }

        /** PKIX does not look at what the leaf may be used for. */
        private static void requireForSigning(X509Certificate leaf) throws CertificateException {
            boolean[] usage = leaf.getKeyUsage();
            List<String> extended = leaf.getExtendedKeyUsage();
            boolean byUsage = usage != null && usage[DIGITAL_SIGNATURE_BIT];
            boolean byExtension = extended != null && extended.contains(CODE_SIGNING);
            if (!byUsage && !byExtension) {
                throw new RefusedException(
                        Refusal.CERTIFICATE_UNTRUSTED,
                        "the certificate of '%s' is not for signing"
                                .formatted(leaf.getSubjectX500Principal()));
            }
        }
    }
}
