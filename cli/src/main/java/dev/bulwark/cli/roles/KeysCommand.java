package dev.bulwark.cli.roles;

import dev.bulwark.cli.ExitCode;
import dev.bulwark.cli.Terminals;
import dev.bulwark.cli.project.PersonalKeys;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.trust.SignerKeys;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "A person's own signing keys, apart from those of a project.",
            "Where two people must sign, each does with keys of their own."
        },
        footer = {"", "Example: bulwark keys create --out bob.p12"},
        subcommands = KeysCommand.Create.class)
public final class KeysCommand {
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a person's keys and the public.pem to give away.",
                "The passphrase comes from the file that BULWARK_KEY_PASSPHRASE_FILE names;",
                "without one a random one is written beside the keys."
            },
            footer = {"", "Example: bulwark keys create --out bob.p12"})
    public static final class Create implements Callable<Integer> {
        @Option(
                names = "--out",
                paramLabel = "FILE",
                required = true,
                description = "where the keys go, PKCS#12; must not exist")
        private @Nullable Path out;

        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            Path file = Objects.requireNonNull(out, "required");
            Terminal terminal = Terminals.of(json);
            SigningKeys keys =
                    PersonalKeys.create(file, Map.copyOf(System.getenv()), InstantSource.system());
            String id = SignerKeys.of(keys.publicKeys()).id();
            Path publicKeys = PersonalKeys.publicFile(file);
            terminal.line("  made keys in " + file + ", key " + id);
            terminal.line(
                    "  give %s to an owner of the project, who enrols it with"
                            .formatted(publicKeys));
            terminal.line(
                    "  'bulwark ledger grant --public-key %s --person … --role … --may …'"
                            .formatted(publicKeys.getFileName()));
            terminal.document(
                    Json.obj(
                            "keys", file.toString(),
                            "publicKeys", publicKeys.toString(),
                            "key", id));
            return ExitCode.OK;
        }
    }
}
