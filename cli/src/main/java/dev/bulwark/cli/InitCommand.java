package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.project.PassphraseSource;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.KeyStoreFile;
import dev.bulwark.kernel.keys.Passphrase;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.kernel.keys.SigningKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a project: an example bulwark.yaml if there is none, and signing keys.",
            "",
            "The passphrase of the keys comes from the file that BULWARK_PASSPHRASE_FILE names,",
            "from BULWARK_PASSPHRASE, or with --ask from the terminal. Without any, a random one is",
            "written to .bulwark/keys/passphrase, readable by its owner alone: fit for trying out;",
            "in production keep it in a secret store, apart from the keys.",
            "An ECDSA key on a PKCS#11 token is used where BULWARK_PKCS11_CONFIG names a SunPKCS11",
            "configuration file (PIN from BULWARK_PKCS11_PIN_FILE or the terminal)."
        },
        footer = {"", "Example: bulwark init my-model"})
final class InitCommand implements Callable<Integer> {
    @Option(names = "--keys-only", description = "keys alone, as of a person who approves changes")
    private boolean keysOnly;

    @Option(names = "--ask", description = "ask for the passphrase at the terminal")
    private boolean ask;

    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        ProjectFolder folder = project.folder();
        Terminal terminal = project.terminal();
        Files.createDirectories(folder.root());
        boolean wrote = !keysOnly && writeExample(folder);
        if (folder.hasKeys()) {
            throw new BulwarkException(
                    "KEYS_EXIST",
                    "there are signing keys in '" + folder.keys() + "' already",
                    "use them; to begin anew, move the folder .bulwark away");
        }
        PassphraseSource passphrases =
                new PassphraseSource(folder, Map.copyOf(System.getenv()), Terminal.person());
        SigningKeys keys = keys(folder, passphrases);
        Files.writeString(folder.publicKeys(), PublicKeyFile.format(keys.publicKeys()));
        if (wrote) {
            terminal.line("  wrote " + folder.configuration() + ": say there what you have");
        }
        terminal.line("  made signing keys in " + folder.keys());
        terminal.line("  give " + folder.publicKeys() + " to whoever is to verify your evidence");
        terminal.document(
                Json.obj(
                        "configuration", folder.configuration().toString(),
                        "public_keys", folder.publicKeys().toString()));
        return ExitCode.OK;
    }

    private SigningKeys keys(ProjectFolder folder, PassphraseSource passphrases)
            throws IOException {
        if (!ask) {
            return Workspace.create(folder, passphrases, InstantSource.system());
        }
        folder.createKeyFolder();
        try (Passphrase passphrase = passphrases.asked()) {
            return KeyStoreFile.create(
                    folder.signingKeys(), passphrase, InstantSource.system().instant());
        }
    }

    private static boolean writeExample(ProjectFolder folder) throws IOException {
        if (Files.exists(folder.configuration())) {
            return false;
        }
        try (InputStream example = InitCommand.class.getResourceAsStream("example.yaml")) {
            if (example == null) {
                throw new IllegalStateException("example.yaml is not in the jar");
            }
            Files.copy(example, folder.configuration());
            return true;
        }
    }
}
