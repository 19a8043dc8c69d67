package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.project.WitnessFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.cli.witness.WitnessProcess;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.WitnessKeys;
import dev.bulwark.ledger.note.NoteException;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.witness.KnownLogs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "A witness of transparency logs (c2sp.org/tlog-witness): a process of its own, on",
            "another machine at best, that cosigns a log only as long as it grows."
        },
        footer = {
            "",
            "Example: bulwark witness init --name witness.example/w1 w1",
            "The way from nothing to a witnessed ledger: docs/guides/witness.md"
        },
        subcommands = {
            WitnessCommand.Init.class,
            WitnessCommand.Run.class,
            WitnessCommand.Policy.class
        })
final class WitnessCommand {
    /** What every command about a witness takes. */
    static final class Options {
        @Parameters(paramLabel = "DIR", description = "the witness's own folder")
        private Path folder = Path.of(".");

        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        WitnessFolder folder() {
            return WitnessFolder.at(folder);
        }

        Terminal terminal() {
            return Terminals.of(json);
        }
    }

    static List<VerifierKey> logKeys(List<String> vkeys, @Nullable CommandSpec spec) {
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : vkeys) {
            try {
                keys.add(VerifierKey.parse(vkey));
            } catch (NoteException e) {
                throw new ParameterException(
                        Objects.requireNonNull(spec, "set by picocli").commandLine(),
                        "Invalid value for option '--log': " + e.what());
            }
        }
        return keys;
    }

    /** A policy that asks this witness alone, with both of its keys. */
    static List<String> policy(List<VerifierKey> keys, String url) {
        String name = keys.getFirst().name();
        List<String> lines = new ArrayList<>();
        List<String> members = new ArrayList<>();
        for (VerifierKey key : keys) {
            String member =
                    name
                            + switch (key.type()) {
                                case ED25519, ED25519_COSIGNATURE -> "/ed25519";
                                case ML_DSA_44_COSIGNATURE -> "/ml-dsa-44";
                            };
            members.add(member);
            lines.add("witness %s %s %s".formatted(member, key.vkey(), url));
        }
        lines.add("group %s all %s".formatted(name, String.join(" ", members)));
        lines.add("quorum " + name);
        return lines;
    }

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a witness: keys of its own and an empty state.",
                "",
                "The passphrase of the keys comes from the file that BULWARK_PASSPHRASE_FILE",
                "names or from BULWARK_PASSPHRASE. Without either, a random one is written to",
                "keys/passphrase, readable by its owner alone."
            },
            footer = {"", "Example: bulwark witness init --name witness.example/w1 w1"})
    static final class Init implements Callable<Integer> {
        @Option(
                names = "--name",
                required = true,
                description = "its name for ever: a URL without scheme, as witness.example/w1")
        private String name = "";

        @Option(
                names = "--log",
                paramLabel = "VKEY",
                description = "a log to cosign, by its verifier key; repeatable")
        private List<String> logs = new ArrayList<>();

        @Spec private @Nullable CommandSpec spec;

        @Mixin private Options options = new Options();

        @Override
        public Integer call() throws Exception {
            if (!name.matches("[!-*,-~]{1,200}")) {
                throw new ParameterException(
                        Objects.requireNonNull(spec, "set by picocli").commandLine(),
                        "Invalid value for option '--name': ASCII without blanks and '+'");
            }
            WitnessFolder folder = options.folder();
            List<VerifierKey> keys =
                    folder.create(
                            name,
                            KnownLogs.of(logKeys(logs, spec)),
                            Map.copyOf(System.getenv()),
                            Terminal.person(),
                            InstantSource.system());
            Terminal terminal = options.terminal();
            terminal.line("  made the witness '%s' in %s".formatted(name, folder.root()));
            keys.forEach(key -> terminal.line("  " + key.vkey()));
            terminal.line("  next: bulwark witness run --log <the log's vkey> " + folder.root());
            terminal.line("  and give the log's operator what 'bulwark witness policy' prints");
            terminal.document(
                    Json.obj(
                            "name",
                            name,
                            "keys",
                            keys.stream().map(VerifierKey::vkey).toList(),
                            "certificate",
                            folder.certificate().toString()));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "policy",
            mixinStandardHelpOptions = true,
            description = {
                "Prints a trust policy (c2sp.org/tlog-policy) that asks this witness; join the",
                "lines of several and one quorum to ask more. Needs no secret."
            },
            footer = {"", "Example: bulwark witness policy --url https://w1.example:8553 w1"})
    static final class Policy implements Callable<Integer> {
        @Option(
                names = "--url",
                defaultValue = "https://localhost:8553",
                description = "where the log reaches it (default: ${DEFAULT-VALUE})")
        private String url = "";

        @Mixin private Options options = new Options();

        @Override
        public Integer call() throws Exception {
            List<String> lines = WitnessCommand.policy(options.folder().readVerifiers(), url);
            Terminal terminal = options.terminal();
            lines.forEach(terminal::line);
            terminal.document(Json.obj("policy", lines));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = {
                "Answers add-checkpoint over TLS 1.3 until Ctrl-C; one line of JSON an event on",
                "standard error. The certificate is made and renewed in the witness's folder",
                "unless one is given."
            },
            footer = {"", "Example: bulwark witness run --listen 0.0.0.0:8553 w1"})
    static final class Run implements Callable<Integer> {
        @Option(
                names = "--listen",
                paramLabel = "HOST:PORT",
                defaultValue = "127.0.0.1:8553",
                description =
                        "where to listen; port 0 takes a free one (default: ${DEFAULT-VALUE})")
        private String listen = "";

        @Option(
                names = "--log",
                paramLabel = "VKEY",
                description = "one more log to cosign from now on, by its verifier key; repeatable")
        private List<String> logs = new ArrayList<>();

        @Option(names = "--tls-certificate", description = "PEM chain, the witness's own first")
        private @Nullable Path certificate;

        @Option(names = "--tls-key", description = "PEM, PKCS#8")
        private @Nullable Path key;

        @Option(
                names = "--without-tls",
                description = "plain HTTP, for a proxy on this machine; only on a loopback address")
        private boolean withoutTls;

        @Spec private @Nullable CommandSpec spec;

        @Mixin private Options options = new Options();

        @Override
        public Integer call() throws Exception {
            InetSocketAddress address = address();
            if (withoutTls && !address.getAddress().isLoopbackAddress()) {
                throw wrong("--without-tls", "only on a loopback address, not on " + listen);
            }
            if ((certificate == null) != (key == null)) {
                throw wrong("--tls-certificate", "give --tls-certificate and --tls-key together");
            }
            WitnessFolder folder = options.folder();
            WitnessKeys keys = folder.unlock(Map.copyOf(System.getenv()), Terminal.person());
            KnownLogs known = folder.logs(logKeys(logs, spec));
            new WitnessProcess(folder, address, transport(), options.terminal()).run(keys, known);
            return ExitCode.OK;
        }

        private WitnessProcess.Transport transport() {
            if (withoutTls) {
                return new WitnessProcess.Transport.Plain();
            }
            return certificate != null && key != null
                    ? new WitnessProcess.Transport.GivenCertificate(certificate, key)
                    : new WitnessProcess.Transport.OwnCertificate();
        }

        private InetSocketAddress address() {
            int colon = listen.lastIndexOf(':');
            String host = colon < 0 ? "" : listen.substring(0, colon).replaceAll("[\\[\\]]", "");
            String port = listen.substring(colon + 1);
            if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
                throw wrong("--listen", "'" + listen + "' is not host:port");
            }
            try {
                return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
            } catch (UnknownHostException e) {
                throw new BulwarkException(
                        "WITNESS_CANNOT_LISTEN",
                        "there is no address of this machine named '" + host + "'",
                        "give an address of this machine, as 127.0.0.1 or 0.0.0.0",
                        e);
            }
        }

        private ParameterException wrong(String option, String why) {
            return new ParameterException(
                    Objects.requireNonNull(spec, "set by picocli").commandLine(),
                    "Invalid value for option '%s': %s".formatted(option, why));
        }
    }
}
