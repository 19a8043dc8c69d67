package dev.bulwark.server.tls;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.keys.KeyStoreFile;
import dev.bulwark.kernel.keys.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A certificate and its key, as PEM files.
 *
 * @param certificate chain, the server's own first
 * @param key PKCS#8
 * @param fingerprint SHA-256 of the server's own certificate, as {@code AB:CD:…}
 * @param selfSigned whether it was made here
 */
public record ServerCertificate(
        Path certificate, Path key, String fingerprint, boolean selfSigned) {
    private static final Duration VALIDITY = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(7);
    private static final int LINE = 64;

    /** The operator's own. */
    public static ServerCertificate given(Path certificate, Path key) {
        return new ServerCertificate(certificate, key, fingerprint(read(certificate)), false);
    }

    /**
     * The one in {@code folder}; made on first use, and again when it is about to expire or the
     * server answers under a name it does not hold.
     *
     * @param host that the server listens on
     */
    public static ServerCertificate selfSigned(Path folder, String host, Instant now) {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(certificate) || !Files.exists(key) || !fits(certificate, host, now)) {
                make(certificate, key, host, now);
            }
            return new ServerCertificate(certificate, key, fingerprint(read(certificate)), true);
        } catch (IOException | GeneralSecurityException e) {
            throw new BulwarkException(
                    "CERTIFICATE_NOT_MADE",
                    "no certificate could be made in '" + folder + "': " + e.getMessage(),
                    "check that the folder can be written, or give your own with"
                            + " --tls-certificate and --tls-key",
                    e);
        }
    }

    private static boolean fits(Path certificate, String host, Instant now)
            throws GeneralSecurityException {
        X509Certificate found = read(certificate);
        boolean fresh = now.plus(RENEW_BEFORE).isBefore(found.getNotAfter().toInstant());
        return fresh
                && found.getSubjectAlternativeNames() != null
                && found.getSubjectAlternativeNames().stream().anyMatch(n -> n.contains(host));
    }

    private static void make(Path certificate, Path key, String host, Instant now)
            throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        boolean wildcard = host.equals("0.0.0.0") || host.equals("::");
        if (!names.contains(host) && !wildcard) {
            names.add(host);
        }
        if (wildcard) {
            names.add(host);
        }
        X509Certificate made =
                SelfSignedCertificate.issue(
                        pair, "bulwark", names, now.minus(Duration.ofMinutes(5)), VALIDITY);
        Files.deleteIfExists(key);
        Files.deleteIfExists(certificate);
        KeyStoreFile.writePrivately(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.write(certificate, pem("CERTIFICATE", made.getEncoded()));
    }

    private static byte[] pem(String type, byte[] der) {
        String body =
                Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(type, body, type)
                .replace(System.lineSeparator(), "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static X509Certificate read(Path certificate) {
        try (InputStream in = Files.newInputStream(certificate)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException e) {
            throw new BulwarkException(
                    "CERTIFICATE_UNREADABLE",
                    "'" + certificate + "' is no certificate: " + e.getMessage(),
                    "give a PEM file that begins with the server's own certificate",
                    e);
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            String hex = Digest.of(certificate.getEncoded()).hex().toUpperCase(Locale.ROOT);
            return String.join(":", hex.split("(?<=\\G..)"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has a DER form", e);
        }
    }
}
