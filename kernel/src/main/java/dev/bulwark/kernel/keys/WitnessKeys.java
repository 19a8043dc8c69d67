package dev.bulwark.kernel.keys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * The keys of a witness: Ed25519 and ML-DSA-44 for cosignatures, EC P-256 for its TLS certificate.
 * Kept in a PKCS#12 file under a passphrase, readable by its owner alone, and never the keys of a
 * log: a log that witnesses itself proves nothing.
 *
 * @param ed25519 one key a cosigner, for its cosignatures do not cover the name
 */
public record WitnessKeys(KeyPair ed25519, KeyPair mlDsa44, KeyPair tls) {
    private static final String ED25519 = "witness-ed25519";
    private static final String ML_DSA = "witness-ml-dsa-44";
    private static final String TLS = "witness-tls";

    public WitnessKeys {
        Objects.requireNonNull(ed25519);
        Objects.requireNonNull(mlDsa44);
        Objects.requireNonNull(tls);
    }

    /**
     * Makes fresh keys and writes them to {@code file}, which must not exist.
     *
     * @throws dev.bulwark.kernel.BulwarkException if the passphrase is too short or the file exists
     */
    public static WitnessKeys create(Path file, Passphrase passphrase, Instant now)
            throws IOException {
        if (!passphrase.isLongEnough()) {
            throw new KeyException(
                    "PASSPHRASE_TOO_SHORT",
                    "the passphrase has fewer than " + Passphrase.SHORTEST + " characters",
                    "choose a longer one, for example five random words");
        }
        WitnessKeys keys = generate();
        byte[] store = keys.store(passphrase, now);
        try {
            KeyStoreFile.writePrivately(file, store);
        } catch (FileAlreadyExistsException e) {
            throw new KeyException(
                    "KEYS_EXIST",
                    "there are keys in '" + file + "' already",
                    "use them, or give the new witness a folder of its own",
                    e);
        } finally {
            Arrays.fill(store, (byte) 0);
        }
        return keys;
    }

    private static WitnessKeys generate() {
        try {
            KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
            p256.initialize(new ECGenParameterSpec("secp256r1"));
            return new WitnessKeys(
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
                    KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair(),
                    p256.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has these algorithms", e);
        }
    }

    private byte[] store(Passphrase passphrase, Instant now) throws IOException {
        KeyStoreFile.slowDownGuessing();
        char[] secret = passphrase.toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            KeyStoreFile.put(store, ED25519, ed25519, secret, now);
            KeyStoreFile.put(store, ML_DSA, mlDsa44, secret, now);
            KeyStoreFile.put(store, TLS, tls, secret, now);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, secret);
            return out.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 writes PKCS#12", e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /**
     * Opens the keys in {@code file}.
     *
     * @throws dev.bulwark.kernel.BulwarkException if there is no such file, it is damaged, a key is
     *     missing, or the passphrase is wrong
     */
    public static WitnessKeys open(Path file, Passphrase passphrase) throws IOException {
        char[] secret = passphrase.toCharArray();
        String where = "'" + file + "'";
        try {
            KeyStore store = KeyStoreFile.load(file, secret);
            return new WitnessKeys(
                    KeyStoreFile.pair(store, ED25519, secret, where),
                    KeyStoreFile.pair(store, ML_DSA, secret, where),
                    KeyStoreFile.pair(store, TLS, secret, where));
        } catch (GeneralSecurityException e) {
            throw KeyStoreFile.damaged(file, e);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /** Names no key material. */
    @Override
    public String toString() {
        return "WitnessKeys[not shown]";
    }
}
