package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.BulwarkException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS contexts for both ends of the witness protocol, from PEM files or keys in memory. */
public final class TlsMaterial {
    /** Certificates and keys are a few kB; more is no such file. */
    private static final int LARGEST_IN_BYTES = 1 << 20;

    private static final int MOST_CERTIFICATES = 100;
    private static final String PROTOCOL = "TLSv1.3";
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    private TlsMaterial() {}

    /** The server's end, with a key pair and the certificate for it. */
    public static SSLContext server(KeyPair pair, X509Certificate certificate) {
        try {
            return server(pair.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a fresh key and its certificate belong together", e);
        }
    }

    /**
     * The server's end, with the operator's own PEM files.
     *
     * @param chain the server's certificate first
     * @param key PKCS#8
     * @throws BulwarkException if a file cannot be read, or key and certificate do not fit
     */
    public static SSLContext server(Path chain, Path key) {
        List<X509Certificate> certificates = certificates(chain);
        PrivateKey secret = privateKey(key);
        try {
            return server(secret, certificates);
        } catch (GeneralSecurityException | IOException e) {
            throw new BulwarkException(
                    "TLS_KEY_UNUSABLE",
                    "'%s' and '%s' cannot be used together for TLS".formatted(chain, key),
                    "give the certificate chain and the private key that belongs to it",
                    e);
        }
    }

    private static SSLContext server(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        char[] unused = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("tls", key, unused, chain.toArray(new Certificate[0]));
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, unused);
        SSLContext context = SSLContext.getInstance(PROTOCOL);
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The client's end, trusting the machine's own authorities. */
    public static SSLContext client() {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS 1.3", e);
        }
    }

    /**
     * The client's end, trusting these certificates alone: those of witnesses that made their own.
     */
    public static SSLContext client(Collection<X509Certificate> trusted) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : trusted) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates that were read can be trusted", e);
        }
    }

    /**
     * The certificates of a PEM file.
     *
     * @throws BulwarkException if there is none
     */
    public static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Certificate each :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)))) {
                if (each instanceof X509Certificate x509
                        && certificates.size() < MOST_CERTIFICATES) {
                    certificates.add(x509);
                }
            }
        } catch (GeneralSecurityException e) {
            throw unreadable(file, "certificate", e);
        }
        if (certificates.isEmpty()) {
            throw unreadable(file, "certificate", new IOException("there is none in it"));
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file) {
        Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw unreadable(file, "private key", new IOException("no PKCS#8 block in it"));
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException e) {
            throw unreadable(file, "private key", e);
        }
        return ALGORITHMS.stream()
                .flatMap(algorithm -> privateKey(algorithm, der).stream())
                .findFirst()
                .orElseThrow(() ->
                        unreadable(
                                file,
                                "private key",
                                new IOException("neither EC, RSA nor Ed25519")));
    }

    private static Optional<PrivateKey> privateKey(String algorithm, byte[] der) {
        try {
            KeyFactory factory = KeyFactory.getInstance(algorithm);
            return Optional.of(factory.generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // of another algorithm; if of none, the caller refuses it
        }
    }

    private static byte[] read(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST_IN_BYTES + 1);
            if (content.length > LARGEST_IN_BYTES) {
                throw new IOException("larger than any PEM file");
            }
            return content;
        } catch (IOException e) {
            throw unreadable(file, "PEM file", e);
        }
    }

    private static BulwarkException unreadable(Path file, String what, Exception cause) {
        return new BulwarkException(
                "TLS_FILE_UNREADABLE",
                "'%s' is no readable %s (%s)"
                        .formatted(file, what, cause.getClass().getSimpleName()),
                "give a PEM file; keys in PKCS#8 form ('BEGIN PRIVATE KEY')",
                cause);
    }
}
