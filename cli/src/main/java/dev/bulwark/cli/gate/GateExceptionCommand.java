package dev.bulwark.cli.gate;

import dev.bulwark.cli.change.PersonKeys;
import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.path.ExceptionStage;
import dev.bulwark.cli.path.ProposalFile;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateException;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.LoggedEvidence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What two people sign so that a gate lets something pass: propose, countersign, record. */
public final class GateExceptionCommand {
    private static final String KEY =
            "a person's keys, made by 'bulwark init --keys-only' (default: the project's)";

    private GateExceptionCommand() {}

    /** Signed by the first person, into a file for the second. */
    abstract static class Proposal implements Callable<Integer> {
        @Option(names = "--reason", required = true, description = "why, for later readers")
        private String reason = "";

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "proposal")
        private @Nullable Path out;

        @Option(names = "--as", paramLabel = "FOLDER", description = KEY)
        private @Nullable Path key;

        @Mixin private ProjectOptions project = new ProjectOptions();

        abstract GateException exception(Run run) throws IOException;

        String reason() {
            return reason;
        }

        @Override
        public Integer call() throws Exception {
            try (Run run = project.open()) {
                return propose(run, exception(run), signer(run, key), out);
            }
        }
    }

    /** A proposal that lies in a file. */
    abstract static class Proposed implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "the proposal")
        private @Nullable Path file;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "DIR",
                defaultValue = ".",
                description = "folder of bulwark.yaml (default: the current one)")
        private Path folder = Path.of(".");

        @Option(names = "--json", description = "one JSON document instead of text")
        private boolean json;

        Path file() {
            return Objects.requireNonNull(file, "required");
        }

        Run open() throws IOException {
            return ProjectOptions.open(folder, json);
        }

        Terminal terminal() {
            return Terminals.of(json);
        }
    }

    @Command(
            name = "waive",
            mixinStandardHelpOptions = true,
            description = {
                "Proposes to let one demand of a gate pass for this model, for a while.",
                "Counts once a second person has countersigned and it is recorded."
            },
            footer = {
                "",
                "Example: bulwark gate waive --at release --demand sbom --reason T1 --out w.json"
            })
    public static final class Waive extends Proposal {
        @Option(names = "--at", paramLabel = "GATE", required = true, description = "which gate")
        private Gate gate = Gate.RELEASE;

        @Option(names = "--demand", description = "the practice that the gate demands")
        private String demand = "";

        @Option(
                names = "--rule",
                description = "the rule as 'bulwark gate explain' shows it, instead of --demand")
        private String rule = "";

        @Option(names = "--days", defaultValue = "7", description = "until it ends (default: 7)")
        private int days = 7;

        @Override
        GateException exception(Run run) throws IOException {
            return ExceptionStage.waiver(run, gate, demand, rule, reason(), Duration.ofDays(days));
        }
    }

    @Command(
            name = "break-glass",
            mixinStandardHelpOptions = true,
            description = {
                "Proposes to open a whole gate for this model, in an emergency and for hours.",
                "Counts once a second person has countersigned and it is recorded; every decision",
                "by it says so, on the board, in the dossier and when serving."
            },
            footer = {
                "",
                "Example: bulwark gate break-glass --at serve --reason I-7 --out glass.json"
            })
    public static final class BreakGlass extends Proposal {
        @Option(names = "--at", paramLabel = "GATE", required = true, description = "which gate")
        private Gate gate = Gate.SERVE;

        @Option(names = "--hours", defaultValue = "4", description = "until it ends (default: 4)")
        private int hours = 4;

        @Override
        GateException exception(Run run) throws IOException {
            return ExceptionStage.breakGlass(run, gate, reason(), Duration.ofHours(hours));
        }
    }

    @Command(
            name = "countersign",
            mixinStandardHelpOptions = true,
            description = {
                "Shows what a proposal says and signs it as the second person, into the same file.",
                "With --as no project is needed; without, the project's own keys sign."
            },
            footer = {"", "Example: bulwark gate countersign waiver.json --as keys/bob"})
    public static final class Countersign extends Proposed {
        @Option(names = "--as", paramLabel = "FOLDER", description = KEY)
        private @Nullable Path key;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = terminal();
            Path proposal = file();
            Envelope envelope = ExceptionStage.read(proposal);
            GateException exception = ExceptionStage.content(proposal, envelope);
            show(terminal, exception);
            Envelope signed = ProposalFile.countersigned(envelope, signer(), proposal);
            ProposalFile.write(proposal, signed);
            terminal.line(
                    "  signed; record it with 'bulwark gate record %s DIR'"
                            .formatted(proposal.getFileName()));
            terminal.document(document(exception, signed));
            return ExitCode.OK;
        }

        private Signer signer() throws IOException {
            if (key != null) {
                return personal(key);
            }
            try (Run run = open()) {
                return run.workspace().keys();
            }
        }
    }

    @Command(
            name = "record",
            mixinStandardHelpOptions = true,
            description = {
                "Enters a countersigned proposal into the log, from when on it counts.",
                "Refuses unless two different people entitled to it have signed."
            },
            footer = {"", "Example: bulwark gate record waiver.json examples/credit"})
    public static final class Enter extends Proposed {
        @Override
        public Integer call() throws Exception {
            Path proposal = file();
            try (Run run = open()) {
                Envelope envelope = ExceptionStage.read(proposal);
                GateException exception = ExceptionStage.content(proposal, envelope);
                LoggedEvidence logged = ExceptionStage.record(run, exception, envelope);
                show(run.terminal(), exception);
                run.terminal()
                        .line(
                                "  %s is in force, entry %d of the log"
                                        .formatted(
                                                exception.kind() == GateException.Kind.WAIVER
                                                        ? "the waiver"
                                                        : "BREAK-GLASS: the open gate",
                                                logged.index()));
                run.terminal()
                        .document(
                                document(exception, envelope)
                                        .with("envelope", logged.digest())
                                        .with("entry", logged.index()));
                return ExitCode.OK;
            }
        }
    }

    private static Signer signer(Run run, @Nullable Path key) throws IOException {
        return key == null ? run.workspace().keys() : personal(key);
    }

    private static Signer personal(Path key) throws IOException {
        return PersonKeys.unlocked(
                key,
                Map.copyOf(System.getenv()),
                Terminal.person(),
                InstantSource.system().instant());
    }

    private static int propose(Run run, GateException exception, Signer signer, @Nullable Path out)
            throws IOException {
        Path file = Objects.requireNonNull(out, "required");
        Envelope envelope = signer.sign(exception.statement());
        ProposalFile.write(file, envelope);
        show(run.terminal(), exception);
        run.terminal()
                .line(
                        "  it does not count yet: a second person signs it with"
                                + " 'bulwark gate countersign %s --as …'".formatted(file));
        run.terminal().document(document(exception, envelope).with("file", file.toString()));
        return ExitCode.OK;
    }

    private static void show(Terminal terminal, GateException exception) {
        terminal.line(
                "  %s at gate %s for %s (%s)"
                        .formatted(
                                exception.kind().id(),
                                exception.gate().id(),
                                exception.subject().name(),
                                exception.subject().digest().abbreviated()));
        terminal.line("    rule    " + exception.rule());
        terminal.line("    reason  " + exception.reason());
        terminal.line("    until   " + exception.expires());
    }

    private static Json.Obj document(GateException exception, Envelope envelope) {
        return Json.obj(
                "kind", exception.kind().id(),
                "gate", exception.gate().id(),
                "subject", exception.subject().digest(),
                "rule", exception.rule(),
                "reason", exception.reason(),
                "expires", exception.expires().toString(),
                "signatures", envelope.signatures().size());
    }
}
