package dev.bulwark.cli.path;

import dev.bulwark.cli.config.SystemFile;
import dev.bulwark.cli.config.SystemFileReader;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.ProjectWitnesses;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.cli.terminal.ProgressBar;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.LoggedEvidence;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** What every stage needs: what was asked for, the open project, and where to say what happens. */
public final class Run implements AutoCloseable {
    private final SystemFile file;
    private final CompiledPolicy policy;
    private final Workspace workspace;
    private final Terminal terminal;

    private Run(SystemFile file, CompiledPolicy policy, Workspace workspace, Terminal terminal) {
        this.file = file;
        this.policy = policy;
        this.workspace = workspace;
        this.terminal = terminal;
    }

    /**
     * Reads the configuration, all of it, before anything is opened or written.
     *
     * @throws dev.bulwark.cli.config.ConfigurationException with every problem
     */
    public static Run open(ProjectFolder folder, Terminal terminal, InstantSource clock)
            throws IOException {
        SystemFile file = SystemFileReader.read(folder.configuration());
        CompiledPolicy policy = Declarations.policy(file);
        Optional<ProjectWitnesses> witnesses = witnesses(folder, file, clock);
        witnesses.ifPresent(each -> terminal.line("  " + each.describe()));
        boolean first = !folder.hasKeys();
        Workspace workspace =
                Workspace.open(
                        folder,
                        file.system().name(),
                        Map.copyOf(System.getenv()),
                        Terminal.person(),
                        clock,
                        witnesses);
        if (first) {
            terminal.line(
                    "  made signing keys in .bulwark/keys"
                            + (java.nio.file.Files.exists(folder.passphrase())
                                    ? "; their passphrase lies beside them, readable by you alone."
                                            + "\n  For production keep it elsewhere: see"
                                            + " 'bulwark init --help'."
                                    : ""));
        }
        return new Run(file, policy, workspace, terminal);
    }

    private static Optional<ProjectWitnesses> witnesses(
            ProjectFolder folder, SystemFile file, InstantSource clock) {
        return ProjectWitnesses.of(
                folder,
                file.witnesses().map(SystemFile.Witnesses::policy).orElse(""),
                file.witnesses().map(SystemFile.Witnesses::certificates).orElse(""),
                clock);
    }

    /** What bulwark.yaml says. */
    public SystemFile file() {
        return file;
    }

    /** Its gates. */
    public CompiledPolicy policy() {
        return policy;
    }

    /** The open project. */
    public Workspace workspace() {
        return workspace;
    }

    /** Where to say what happens. */
    public Terminal terminal() {
        return terminal;
    }

    /** A bar for long work. */
    public Progress progress() {
        return new ProgressBar(terminal, workspace.clock());
    }

    /** The time, to the second. */
    public Instant now() {
        return workspace.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    /** Signs, stores and logs a statement, and says so. */
    public LoggedEvidence record(Statement statement) {
        LoggedEvidence logged = workspace.record(statement);
        terminal.line(
                terminal.in(
                        Terminal.Tone.FAINT,
                        "    signed %s  entry %d  %s"
                                .formatted(
                                        logged.digest().abbreviated(),
                                        logged.index(),
                                        shortened(statement.predicateType()))));
        return logged;
    }

    private static String shortened(String predicateType) {
        return predicateType.replaceFirst("^https://bulwark\\.dev/evidence/", "");
    }

    /** Begins a stage, for people. */
    public void heading(String title) {
        terminal.line("");
        terminal.line(terminal.in(Terminal.Tone.STRONG, title));
    }

    @Override
    public void close() {
        workspace.close();
    }
}
