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
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** From a chain in a bundle to a key that a trusted root vouches for (RFC 5280 §6). */
final class CertificatePath {
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final int DIGITAL_SIGNATURE_BIT = 0;

    private CertificatePath() {}

    /**
     * The leaf's key.
     *
     * @throws RefusedException unless a path to one of the roots is valid at the trusted time, and
     *     the leaf is for signing
     */
    static PublicKey validate(List<Bytes> chain, ModelTrust.Roots trust) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> path = new ArrayList<>();
            for (Bytes der : chain) {
                path.add((X509Certificate) factory.generateCertificate(der.openStream()));
            }
            X509Certificate leaf = path.getFirst();
            // A path ends below its anchor; some signers send the anchor along.
            path.removeIf(trust.roots()::contains);
            if (path.isEmpty()) {
                throw new RefusedException(
                        Refusal.CERTIFICATE_UNTRUSTED, "the chain holds nothing below its root");
            }
            CertPathValidator.getInstance("PKIX")
                    .validate(factory.generateCertPath(path), parameters(trust));
            requireForSigning(leaf);
            return leaf.getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    Refusal.CERTIFICATE_UNTRUSTED,
                    "the certificate chain does not hold: " + e.getMessage(),
                    e);
        }
    }

    private static PKIXParameters parameters(ModelTrust.Roots trust)
            throws InvalidAlgorithmParameterException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate root : trust.roots()) {
            anchors.add(new TrustAnchor(root, null));
        }
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(trust.at()));
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
