package dev.bulwark.cli.project;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.LedgerFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a project's things are.
 *
 * @param root the folder of bulwark.yaml, absolute
 */
public record ProjectFolder(Path root) {
    /** The file that makes a folder a project. */
    public static final String CONFIGURATION = "bulwark.yaml";

    /** A project at a folder, or at a bulwark.yaml itself. */
    public static ProjectFolder at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        Path parent = absolute.getParent();
        boolean file = name != null && name.toString().equals(CONFIGURATION) && parent != null;
        return new ProjectFolder(file && parent != null ? parent : absolute);
    }

    /** {@code bulwark.yaml}. */
    public Path configuration() {
        return root.resolve(CONFIGURATION);
    }

    /** What Bulwark keeps: keys, evidence, ledger, models. */
    public Path state() {
        return root.resolve(".bulwark");
    }

    /** The signing keys, PKCS#12. */
    public Path signingKeys() {
        return keys().resolve("signing.p12");
    }

    /** The public keys, PEM. */
    public Path publicKeys() {
        return keys().resolve("public.pem");
    }

    /** The ledger's verifier key, in the form of C2SP. */
    public Path logKey() {
        return keys().resolve("log.vkey");
    }

    /** The passphrase that was made for the keys, if none was given. */
    public Path passphrase() {
        return keys().resolve("passphrase");
    }

    /** The folder of keys. */
    public Path keys() {
        return state().resolve("keys");
    }

    /** What aliases mean, derived from the ledger. */
    public Path aliases() {
        return state().resolve("aliases.json");
    }

    /** Log and evidence. */
    public LedgerFolders ledger() {
        return LedgerFolders.in(state());
    }

    /** The folder of a model. */
    public Path model(Digest digest) {
        return state().resolve("models").resolve(digest.hex());
    }

    /** The folder of a training run's checkpoint, until the run succeeds. */
    public Path checkpoints(Digest configuration) {
        return state().resolve("checkpoints").resolve(configuration.hex());
    }

    /** What an outsider gets. */
    public Path dossier() {
        return root.resolve("build").resolve("dossier");
    }

    /** Whether anything was ever signed here. */
    public boolean hasKeys() {
        return Files.exists(signingKeys());
    }

    /** Creates the folder of keys, for its owner alone where the file system knows owners. */
    public void createKeyFolder() throws IOException {
        Files.createDirectories(state());
        if (!Files.isDirectory(keys())) {
            try {
                Files.createDirectory(
                        keys(),
                        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                                java.nio.file.attribute.PosixFilePermissions.fromString(
                                        "rwx------")));
            } catch (UnsupportedOperationException e) {
                throw new BulwarkException(
                        "KEYS_FOLDER_UNSAFE",
                        "the file system of '" + root + "' knows no owners",
                        "keep the project on a file system that does, or the keys on a token",
                        e);
            }
        }
    }
}
