package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.gateway.authenticate.ApiKey;
import dev.bulwark.gateway.authenticate.ApiKeys;
import dev.bulwark.gateway.authenticate.Scope;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the released model by the Open Inference Protocol over TLS, if the serve gate",
            "allows it now. The model runs in a process of its own. Ends with Ctrl-C.",
            "With --alias it serves what the alias means by the history of approved changes, and",
            "stops answering once it means another model.",
            "API keys: bulwark serve keys create|list|revoke."
        },
        subcommands = ServeCommand.Keys.class,
        footer = {
            "",
            "Examples:",
            "  bulwark serve examples/credit --port 8443",
            "  bulwark serve --alias production examples/credit"
        })
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "such as production (default: the model released last)")
    private @Nullable String alias;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "address to listen on")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8443", description = "port, 0 for a free one")
    private int port;

    @Option(names = "--tls-certificate", description = "PEM chain, the server's own first")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", description = "PEM, PKCS#8")
    private @Nullable Path key;

    @Option(names = "--access-log", description = "append events here, not to standard error")
    private @Nullable Path accessLog;

    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        Path dist = Path.of(System.getProperty("bulwark.dist", "."));
        Path server = dist.resolve("server").resolve("quarkus-run.jar");
        if (!Files.isRegularFile(server)) {
            throw new BulwarkException(
                    "SERVER_MISSING",
                    "the server is not at '" + server + "'",
                    "start Bulwark by the script ./bulwark, which builds it");
        }
        Process process = new ProcessBuilder(command(dist, server)).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop server"));
        return process.waitFor();
    }

    private List<String> command(Path dist, Path server) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        command.add("-jar");
        command.add(server.toString());
        command.addAll(
                List.of(
                        "--project",
                        project.folder().root().toString(),
                        "--worker-classpath",
                        dist.resolve("worker").toString(),
                        "--host",
                        host,
                        "--port",
                        Integer.toString(port),
                        "--parent-pid",
                        Long.toString(ProcessHandle.current().pid())));
        addIfGiven(command, "--alias", alias);
        addIfGiven(command, "--tls-certificate", certificate);
        addIfGiven(command, "--tls-key", key);
        addIfGiven(command, "--access-log", accessLog);
        return command;
    }

    private static void addIfGiven(List<String> command, String name, @Nullable Object value) {
        if (value != null) {
            command.add(name);
            command.add(value.toString());
        }
    }

    /** The keys of those who may ask the model. */
    @Command(
            name = "keys",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "API keys; only their hashes are stored.",
            footer = {"", "Example: bulwark serve keys list examples/credit"},
            subcommands = {Keys.Create.class, Keys.ListKeys.class, Keys.Revoke.class})
    static final class Keys {
        private static ApiKeys open(ProjectFolder folder) throws IOException {
            Files.createDirectories(folder.state());
            return ApiKeys.open(folder.state().resolve("api-keys.json"));
        }

        private static Json.Obj shown(ApiKey key) {
            return Json.obj(
                    "id", key.id(),
                    "label", key.label(),
                    "expires", key.expires().toString(),
                    "scopes", key.scopes().stream().map(Scope::id).sorted().toList());
        }

        @Command(
                name = "create",
                mixinStandardHelpOptions = true,
                description = "Makes a key and prints it once.",
                footer = {"", "Example: bulwark serve keys create --name web examples/credit"})
        static final class Create implements Callable<Integer> {
            private static final int LONGEST_DAYS = 3_650;
            private static final int LONGEST_NAME = 64;

            @Option(names = "--name", required = true, description = "whose key it is")
            private String name = "";

            @Option(
                    names = "--days",
                    defaultValue = "90",
                    description = "until it expires, 1 to 3650 (default: ${DEFAULT-VALUE})")
            private int days = 90;

            @Spec private @Nullable CommandSpec spec;

            @Mixin private ProjectOptions project = new ProjectOptions();

            @Override
            public Integer call() throws Exception {
                refuseIf(days < 1 || days > LONGEST_DAYS, "--days", Integer.toString(days));
                refuseIf(
                        !name.matches("[^\\p{Cntrl}]{1," + LONGEST_NAME + "}") || name.isBlank(),
                        "--name",
                        name);
                Terminal terminal = project.terminal();
                Instant now = InstantSource.system().instant();
                ApiKeys.Created created =
                        open(project.folder())
                                .create(
                                        name,
                                        EnumSet.allOf(Scope.class),
                                        Duration.ofDays(days),
                                        now,
                                        new SecureRandom());
                terminal.line("  " + created.secret());
                terminal.line("  shown once; only its hash is stored. Send it as");
                terminal.line("  Authorization: Bearer <key>");
                terminal.document(shown(created.key()).with("secret", created.secret()));
                return ExitCode.OK;
            }

            private void refuseIf(boolean wrong, String option, String value) {
                if (wrong) {
                    throw new ParameterException(
                            Objects.requireNonNull(spec, "set by picocli").commandLine(),
                            "Invalid value for option '%s': '%s'"
                                    .formatted(option, value.replaceAll("\\p{Cntrl}", "?")));
                }
            }
        }

        @Command(
                name = "list",
                mixinStandardHelpOptions = true,
                description = "Lists the keys, without their secrets.",
                footer = {"", "Example: bulwark serve keys list examples/credit"})
        static final class ListKeys implements Callable<Integer> {
            @Mixin private ProjectOptions project = new ProjectOptions();

            @Override
            public Integer call() throws Exception {
                Terminal terminal = project.terminal();
                List<ApiKey> keys = open(project.folder()).list();
                for (ApiKey key : keys) {
                    terminal.line(
                            "  %s  %-20s expires %s"
                                    .formatted(key.id(), key.label(), key.expires()));
                }
                terminal.document(
                        Json.obj("keys", Json.arr(keys.stream().map(Keys::shown).toList())));
                return ExitCode.OK;
            }
        }

        @Command(
                name = "revoke",
                mixinStandardHelpOptions = true,
                description = "Revokes a key; a running server refuses it within seconds.",
                footer = {
                    "",
                    "Example: bulwark serve keys revoke --id 0123456789ab examples/credit"
                })
        static final class Revoke implements Callable<Integer> {
            @Option(names = "--id", required = true, description = "as 'list' shows it")
            private String id = "";

            @Mixin private ProjectOptions project = new ProjectOptions();

            @Override
            public Integer call() throws Exception {
                boolean known = open(project.folder()).revoke(id, InstantSource.system().instant());
                if (!known) {
                    throw new BulwarkException(
                            "API_KEY_UNKNOWN",
                            "there is no key '" + id + "'",
                            "see 'bulwark serve keys list'");
                }
                project.terminal().line("  revoked");
                project.terminal().document(Json.obj("revoked", id));
                return ExitCode.OK;
            }
        }
    }
}
