package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.terminal.ProgressBar;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.monitor.Alert;
import dev.bulwark.ledger.monitor.EntryRules;
import dev.bulwark.ledger.monitor.FolderSource;
import dev.bulwark.ledger.monitor.HttpSource;
import dev.bulwark.ledger.monitor.LogSource;
import dev.bulwark.ledger.monitor.Monitor;
import dev.bulwark.ledger.monitor.MonitorState;
import dev.bulwark.ledger.note.NoteException;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.TrustPolicy;
import dev.bulwark.ledger.witness.BoundedHttp;
import dev.bulwark.ledger.witness.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Follows a tile log (c2sp.org/tlog-tiles) from outside, this project's or anybody's:",
            "every new checkpoint must extend the last one, every entry must lead to it. Alerts on",
            "unknown signers and types, and stops at a fork, keeping the two checkpoints as proof.",
            "",
            "Exits with 0 if nothing was found, with 1 at a fork or, with --once, at any alert,",
            "and with 4 if the log cannot be reached. Remembers in --state what it has seen."
        },
        footer = {
            "",
            "Examples:",
            "  bulwark ledger watch --once --key log.vkey --signers public.pem log",
            "  bulwark ledger watch --any-entries --key log.vkey https://log.example/prefix"
        })
final class LedgerWatchCommand implements Callable<Integer> {
    private static final Pattern PERIOD = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
    private static final int LARGEST = 1 << 18;
    private static final int LONGEST_KEY = 8_192;

    @Parameters(
            paramLabel = "LOG",
            description = "folder or URL under which 'checkpoint' lies, as .bulwark/ledger")
    private String log = "";

    @Option(
            names = "--key",
            paramLabel = "VKEY",
            required = true,
            description = "the log's verifier key, or a file that holds it")
    private String key = "";

    @Option(
            names = "--signers",
            paramLabel = "FILE",
            description = {
                "public.pem of those who may sign; repeatable. Without it signers are not checked"
            })
    private List<Path> signers = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "a trust policy (c2sp.org/tlog-policy) that checkpoints must satisfy")
    private @Nullable Path policy;

    @Option(
            names = "--any-entries",
            description = "the log is not Bulwark's: hash the entries, do not read them")
    private boolean anyEntries;

    @Option(names = "--once", description = "look once, then exit")
    private boolean once;

    @Option(
            names = "--interval",
            defaultValue = "1m",
            description = "between two looks, as 30s, 5m or 1h (default: ${DEFAULT-VALUE})")
    private String interval = "";

    @Option(
            names = "--stalled-after",
            paramLabel = "TIME",
            description = "alert if nothing is new for so long, as 12h or 7d")
    private @Nullable String stalledAfter;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "where to remember (default: .bulwark-watch/<of the key> here)")
    private @Nullable Path state;

    @Option(
            names = "--certificates",
            paramLabel = "FILE",
            description = "PEM to trust instead of the machine's authorities")
    private @Nullable Path certificates;

    @Option(names = "--json", description = "one line of JSON a look instead of text")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Duration pause = period("--interval", interval);
        VerifierKey logKey = logKey();
        Terminal terminal = Terminals.of(json);
        InstantSource clock = InstantSource.system();
        LogSource source = source();
        Monitor monitor =
                new Monitor(source, logKey, new MonitorState(folder(logKey)), expected(), clock);
        while (true) {
            int code = look(monitor, source, terminal, clock);
            if (once || code == ExitCode.FAULT) {
                return code;
            }
            Thread.sleep(pause);
        }
    }

    /** Looks and tells; a log that cannot be reached is waited for, unless it is only one look. */
    private int look(Monitor monitor, LogSource source, Terminal terminal, InstantSource clock) {
        Monitor.Look look;
        try {
            look = monitor.look(new ProgressBar(terminal, clock));
        } catch (BulwarkException e) {
            if (once || !e.code().equals("LOG_UNREACHABLE")) {
                throw e;
            }
            terminal.note("bulwark: " + plain(e.what()));
            return ExitCode.FAILED;
        }
        boolean fatal = look.alerts().stream().anyMatch(Alert::isFatal);
        show(terminal, source, look, clock);
        return fatal || (once && !look.alerts().isEmpty()) ? ExitCode.FAULT : ExitCode.OK;
    }

    private static void show(
            Terminal terminal, LogSource source, Monitor.Look look, InstantSource clock) {
        for (Alert alert : look.alerts()) {
            terminal.line(
                    "  %s %s"
                            .formatted(
                                    terminal.in(Terminal.Tone.BAD, "✘"), plain(alert.message())));
            terminal.line("      fix: " + alert.fix());
        }
        look.proof().ifPresent(folder -> terminal.line("      both checkpoints are in " + folder));
        terminal.line(
                "  %s  %,d entries hold, %,d of them new"
                        .formatted(source.describe(), look.size(), look.fresh()));
        terminal.event(
                Json.obj(
                        "time",
                        clock.instant().toString(),
                        "log",
                        source.describe(),
                        "entries",
                        look.size(),
                        "fresh",
                        look.fresh(),
                        "proof",
                        look.proof().map(Path::toString).orElse(""),
                        "alerts",
                        Json.arr(look.alerts().stream().map(LedgerWatchCommand::json).toList())));
    }

    private static Json json(Alert alert) {
        return Json.obj(
                "rule", alert.rule(),
                "severity", alert.severity().name().toLowerCase(Locale.ROOT),
                "message", plain(alert.message()),
                "fix", alert.fix());
    }

    /** A log's operator chooses some of these words: none may steer a terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private Monitor.Expectation expected() throws IOException {
        Set<String> known = new HashSet<>();
        for (Path file : signers) {
            for (PublicKey each : PublicKeyFile.read(file)) {
                known.add(TrustedKeys.keyId(each));
            }
        }
        EntryRules rules =
                anyEntries
                        ? EntryRules.any()
                        : new EntryRules(
                                true, known.isEmpty() ? Optional.empty() : Optional.of(known));
        return new Monitor.Expectation(
                rules,
                Optional.ofNullable(policy).map(TrustPolicy::read),
                Optional.ofNullable(stalledAfter).map(text -> period("--stalled-after", text)));
    }

    private LogSource source() {
        if (!log.matches("https?://.*")) {
            return new FolderSource(Path.of(log).toAbsolutePath().normalize());
        }
        try {
            URI prefix = new URI(log.replaceFirst("/+$", ""));
            if (prefix.getHost() != null) {
                return new HttpSource(
                        prefix,
                        new BoundedHttp(
                                certificates == null
                                        ? TlsMaterial.client()
                                        : TlsMaterial.client(
                                                TlsMaterial.certificates(certificates)),
                                BoundedHttp.REQUEST,
                                LARGEST));
            }
        } catch (java.net.URISyntaxException e) {
            throw wrong("LOG", "'" + plain(log) + "' is no URL");
        }
        throw wrong("LOG", "'" + plain(log) + "' names no host");
    }

    private VerifierKey logKey() throws IOException {
        try {
            Path file = Path.of(key);
            if (key.length() < LONGEST_KEY && Files.isRegularFile(file)) {
                try (var in = Files.newInputStream(file)) {
                    byte[] content = in.readNBytes(LONGEST_KEY);
                    return VerifierKey.parse(new String(content, StandardCharsets.UTF_8).strip());
                }
            }
            return VerifierKey.parse(key);
        } catch (NoteException e) {
            throw wrong("--key", e.what());
        }
    }

    private Path folder(VerifierKey logKey) {
        if (state != null) {
            return state;
        }
        Digest name = Digest.of(logKey.vkey().getBytes(StandardCharsets.UTF_8));
        return Path.of(".bulwark-watch").resolve(name.hex().substring(0, 16));
    }

    private Duration period(String option, String text) {
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches()) {
            throw wrong(option, "'" + plain(text) + "' is no time: write 30s, 5m, 12h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(),
                "Invalid value for '%s': %s".formatted(option, why));
    }
}
