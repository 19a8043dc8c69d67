package dev.bulwark.kernel.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Signing keys in a PKCS#12 file under a passphrase (RFC 7292), readable by its owner alone.
 *
 * <p>The certificates inside carry the public keys, for PKCS#12 wants some; nothing trusts them.
 */
public final class KeyStoreFile {
    private static final String ECDSA = "ecdsa-p256";
    private static final String ML_DSA = "ml-dsa-65";
    private static final String ED25519 = "ed25519";

    /** Rounds of PBKDF2: about a fifth of a second for each guess at the passphrase. */
    private static final String ITERATIONS = "200000";

    /** A store of three keys takes about 12 kB; anything much larger is not ours. */
    private static final long LARGEST = 1 << 20;

    private static final Duration VALIDITY = Duration.ofDays(3650);

    private KeyStoreFile() {}

    /**
     * Writes fresh keys to {@code file}, which must not exist, with mode 0600 from its first
     * moment.
     *
     * @throws dev.bulwark.kernel.BulwarkException if the passphrase is too short or the file exists
     */
    public static SigningKeys create(Path file, Passphrase passphrase, Instant now)
            throws IOException {
        if (!passphrase.isLongEnough()) {
            throw new KeyException(
                    "PASSPHRASE_TOO_SHORT",
                    "the passphrase has fewer than " + Passphrase.SHORTEST + " characters",
                    "choose a longer one, for example five random words");
        }
        SigningKeys keys = SigningKeys.generate();
        byte[] store = store(keys, passphrase, now);
        try {
            writePrivately(file, store);
        } catch (FileAlreadyExistsException e) {
            throw new KeyException(
                    "KEYS_EXIST",
                    "there are keys in '" + file + "' already",
                    "use them, or move the file away; what it signed cannot be signed again without it",
                    e);
        } finally {
            Arrays.fill(store, (byte) 0);
        }
        return keys;
    }

    private static byte[] store(SigningKeys keys, Passphrase passphrase, Instant now)
            throws IOException {
        slowDownGuessing();
        char[] secret = passphrase.toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            put(store, ECDSA, keys.ecdsa(), secret, now);
            put(store, ML_DSA, keys.mlDsa(), secret, now);
            put(store, ED25519, keys.ed25519(), secret, now);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, secret);
            return out.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 writes PKCS#12", e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /** Process-wide defaults of the JDK; raising them makes other stores stronger, none weaker. */
    static void slowDownGuessing() {
        for (String part : List.of("mac", "certPbe", "keyPbe")) {
            Security.setProperty("keystore.pkcs12." + part + "IterationCount", ITERATIONS);
        }
    }

    static void put(KeyStore store, String alias, KeyPair pair, char[] secret, Instant now)
            throws GeneralSecurityException {
        Certificate certificate =
                SelfSignedCertificate.issue(pair, "bulwark " + alias, List.of(), now, VALIDITY);
        store.setKeyEntry(alias, pair.getPrivate(), secret, new Certificate[] {certificate});
    }

    /** Writes a file that only its owner may read and that was never readable by anyone else. */
    public static void writePrivately(Path file, byte[] content) throws IOException {
        boolean posix =
                Files.getFileStore(file.toAbsolutePath().getParent())
                        .supportsFileAttributeView("posix");
        try (FileChannel out =
                posix
                        ? FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")))
                        : FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
    }

    /**
     * Opens the keys in {@code file}.
     *
     * @throws dev.bulwark.kernel.BulwarkException if there is no such file, it is damaged, a key is
     *     missing, or the passphrase is wrong
     */
    public static SigningKeys open(Path file, Passphrase passphrase) throws IOException {
        char[] secret = passphrase.toCharArray();
        try {
            return fromStore(load(file, secret), secret, "'" + file + "'");
        } catch (GeneralSecurityException e) {
            throw damaged(file, e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /** The store in a file, unlocked. */
    static KeyStore load(Path file, char[] secret) throws IOException {
        byte[] content = read(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), secret);
            return store;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new KeyException(
                        "PASSPHRASE_WRONG",
                        "the passphrase does not open the keys in '" + file + "'",
                        "give the one they were made with; if it is lost, make new keys and have"
                                + " them trusted, for it cannot be recovered",
                        e);
            }
            throw damaged(file, e);
        } catch (GeneralSecurityException e) {
            throw damaged(file, e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw damaged(file, new IOException("larger than any key store of ours"));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new KeyException(
                    "KEYS_MISSING",
                    "there are no signing keys in '" + file + "'",
                    "make them with 'bulwark init', or restore the file",
                    e);
        }
    }

    static KeyException damaged(Path file, Throwable cause) {
        return new KeyException(
                "KEYS_DAMAGED",
                "'" + file + "' is no readable PKCS#12 store",
                "restore it from a backup",
                cause);
    }

    /**
     * Takes the ECDSA key from a PKCS#11 token and the others from a file, for tokens seldom hold
     * ML-DSA yet.
     *
     * @param configuration the SunPKCS11 configuration file (name, library, slot)
     * @param pin the token's PIN
     * @param others the signer whose ML-DSA and Ed25519 keys are used
     */
    public static SigningKeys withToken(Path configuration, Passphrase pin, SigningKeys others)
            throws IOException {
        java.security.Provider base = Security.getProvider("SunPKCS11");
        if (base == null) {
            throw new KeyException(
                    "TOKEN_UNSUPPORTED",
                    "this Java run time has no PKCS#11 provider",
                    "use one that includes the module jdk.crypto.cryptoki");
        }
        char[] secret = pin.toCharArray();
        try {
            java.security.Provider token = base.configure(configuration.toString());
            // A signature finds a token's key by its provider, which must be an installed one.
            Security.addProvider(token);
            KeyStore store = KeyStore.getInstance("PKCS11", token);
            store.load(null, secret);
            return new SigningKeys(
                    pair(store, ECDSA, secret, "the token"), others.mlDsa(), others.ed25519());
        } catch (GeneralSecurityException | RuntimeException | IOException e) {
            if (e instanceof KeyException known) {
                throw known;
            }
            throw new KeyException(
                    "TOKEN_UNUSABLE",
                    "the PKCS#11 token configured in '" + configuration + "' cannot be used",
                    "check the library's path, the slot and the PIN",
                    e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static SigningKeys fromStore(KeyStore store, char[] secret, String where)
            throws GeneralSecurityException {
        return new SigningKeys(
                pair(store, ECDSA, secret, where),
                pair(store, ML_DSA, secret, where),
                pair(store, ED25519, secret, where));
    }

    static KeyPair pair(KeyStore store, String alias, char[] secret, String where)
            throws GeneralSecurityException {
        Certificate certificate = store.getCertificate(alias);
        if (certificate == null || !(store.getKey(alias, secret) instanceof PrivateKey key)) {
            throw new KeyException(
                    "KEY_MISSING",
                    "there is no key '" + alias + "' in " + where,
                    "restore the store, or make new keys with 'bulwark init'");
        }
        return new KeyPair(certificate.getPublicKey(), key);
    }
}
