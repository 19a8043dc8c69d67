package dev.bulwark.kernel.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Self-signed X.509 v3 certificates (RFC 5280): to hold a public key in a PKCS#12 file, and to
 * serve TLS before the operator brings a certificate of their own. The JDK reads certificates but
 * has no public interface that writes one.
 */
public final class SelfSignedCertificate {
    private static final int SERIAL_BITS = 127;
    private static final int LAST_UTC_YEAR = 2049;
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private SelfSignedCertificate() {}

    /**
     * A certificate for {@code pair}, signed by itself.
     *
     * @param pair EC P-256, ML-DSA-44, ML-DSA-65 or Ed25519
     * @param commonName the subject and issuer
     * @param names DNS names and IP addresses (subjectAltName); with any, the certificate is one
     *     for TLS servers
     * @param from when it begins to hold
     * @param validity how long it holds, {@code > 0}
     */
    public static X509Certificate issue(
            KeyPair pair, String commonName, List<String> names, Instant from, Duration validity) {
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("validity must be > 0, but was " + validity);
        }
        Form form = Form.of(pair.getPublic());
        byte[] algorithm = Der.sequence(Der.oid(form.oid()));
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
        byte[] toBeSigned =
                Der.sequence(
                        Der.explicit(0, Der.integer(BigInteger.TWO)),
                        Der.integer(new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE)),
                        algorithm,
                        name,
                        Der.sequence(time(from), time(from.plus(validity))),
                        name,
                        pair.getPublic().getEncoded(),
                        Der.explicit(3, extensions(names)));
        try {
            Signature signer = Signature.getInstance(form.jcaName());
            signer.initSign(pair.getPrivate());
            signer.update(toBeSigned);
            byte[] der = Der.sequence(toBeSigned, algorithm, Der.bits(signer.sign(), 0));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new KeyException(
                    "CERTIFICATE_FAILED",
                    "no certificate could be made for '" + commonName + "'",
                    "check that the key may sign",
                    e);
        }
    }

    /** How a key signs a certificate. */
    private record Form(String jcaName, String oid) {
        static Form of(PublicKey key) {
            // Keys of one family say by their parameters which of it they are.
            String algorithm =
                    key.getParams() instanceof NamedParameterSpec named
                            ? named.getName()
                            : key.getAlgorithm();
            return switch (algorithm) {
                case "EC" -> new Form("SHA256withECDSA", "1.2.840.10045.4.3.2");
                case "ML-DSA", "ML-DSA-65" -> new Form("ML-DSA-65", "2.16.840.1.101.3.4.3.18");
                case "ML-DSA-44" -> new Form("ML-DSA-44", "2.16.840.1.101.3.4.3.17");
                case "EdDSA", "Ed25519" -> new Form("Ed25519", "1.3.101.112");
                default ->
                        throw new IllegalArgumentException(
                                "no certificates for keys of " + key.getAlgorithm());
            };
        }
    }

    /** RFC 5280 §4.1.2.5: UTCTime until 2049, GeneralizedTime after. */
    private static byte[] time(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).getYear() <= LAST_UTC_YEAR
                ? Der.utcTime(UTC_TIME.format(instant))
                : Der.generalizedTime(GENERALIZED_TIME.format(instant));
    }

    private static byte[] extensions(List<String> names) {
        byte[] notAnAuthority = extension("2.5.29.19", true, Der.sequence());
        // digitalSignature is bit 0 of KeyUsage: 0x80 with seven bits unused.
        byte[] signsOnly = extension("2.5.29.15", true, Der.bits(new byte[] {(byte) 0x80}, 7));
        if (names.isEmpty()) {
            return Der.sequence(notAnAuthority, signsOnly);
        }
        byte[] serverAuthentication =
                extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1")));
        ByteArrayOutputStream alternatives = new ByteArrayOutputStream();
        for (String name : names) {
            alternatives.writeBytes(alternative(name));
        }
        byte[] subjectAltName =
                extension("2.5.29.17", false, Der.sequence(alternatives.toByteArray()));
        return Der.sequence(notAnAuthority, signsOnly, serverAuthentication, subjectAltName);
    }

    private static byte[] alternative(String name) {
        boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        if (!address) {
            return Der.tagged(0x82, name.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return Der.tagged(0x87, InetAddress.getByName(name).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: '" + name + "'", e);
        }
    }

    private static byte[] extension(String oid, boolean critical, byte[] content) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(content))
                : Der.sequence(Der.oid(oid), Der.octets(content));
    }
}
