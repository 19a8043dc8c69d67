package dev.bulwark.kernel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Passphrase PASSPHRASE =
            Passphrase.of("correct horse battery".toCharArray());

    @TempDir private Path folder;

    private static boolean belongTogether(String algorithm, KeyPair made, KeyPair read)
            throws Exception {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(read.getPrivate());
        signer.update(new byte[] {1});
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(made.getPublic());
        verifier.update(new byte[] {1});
        return verifier.verify(signature);
    }

    @Test
    void areTheSameAfterBeingWrittenAndRead() throws Exception {
        Path file = folder.resolve("witness.p12");
        WitnessKeys made = WitnessKeys.create(file, PASSPHRASE, NOW);
        WitnessKeys read = WitnessKeys.open(file, PASSPHRASE);
        assertThat(belongTogether("Ed25519", made.ed25519(), read.ed25519())).isTrue();
        assertThat(belongTogether("ML-DSA-44", made.mlDsa44(), read.mlDsa44())).isTrue();
        assertThat(belongTogether("SHA256withECDSA", made.tls(), read.tls())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(read).hasToString("WitnessKeys[not shown]");
    }

    @Test
    void areNeitherOverwrittenNorOpenedWithAnotherPassphrase() throws Exception {
        Path file = folder.resolve("witness.p12");
        WitnessKeys.create(file, PASSPHRASE, NOW);
        assertThatThrownBy(() -> WitnessKeys.create(file, PASSPHRASE, NOW))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> WitnessKeys.open(file, Passphrase.of("another one".toCharArray())))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("does not open");
        assertThatThrownBy(() ->
                        WitnessKeys.create(
                                folder.resolve("x"), Passphrase.of("short".toCharArray()), NOW))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("fewer than 12");
    }

    @Test
    void areNotTheKeysOfASigner() throws Exception {
        Path file = folder.resolve("signing.p12");
        KeyStoreFile.create(file, PASSPHRASE, NOW);
        assertThatThrownBy(() -> WitnessKeys.open(file, PASSPHRASE))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("there is no key 'witness-ed25519'");
    }
}
