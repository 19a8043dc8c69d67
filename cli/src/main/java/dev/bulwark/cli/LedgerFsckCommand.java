package dev.bulwark.cli;

import dev.bulwark.cli.path.VerifyStage;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.cli.terminal.ProgressBar;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.LedgerCheck;
import dev.bulwark.ledger.LedgerFinding;
import dev.bulwark.ledger.LedgerFsck;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "fsck",
        mixinStandardHelpOptions = true,
        description = {
            "Recomputes every hash of log and store; names the first entry, tile or file that is",
            "wrong, and what to do. Changes nothing, needs no secret."
        },
        footer = {
            "",
            "Examples:",
            "  bulwark ledger fsck examples/credit",
            "  bulwark ledger fsck --policy witnesses.policy examples/credit"
        })
final class LedgerFsckCommand implements Callable<Integer> {
    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "a trust policy (c2sp.org/tlog-policy) the checkpoint must satisfy")
    private @Nullable Path policy;

    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        ProjectFolder folder = project.folder();
        Terminal terminal = project.terminal();
        InstantSource clock = InstantSource.system();
        LedgerCheck check =
                LedgerFsck.check(
                        folder.ledger(),
                        Workspace.logKey(folder, PublicKeyFile.read(folder.publicKeys())),
                        new ProgressBar(terminal, clock));
        List<Finding> findings =
                new ArrayList<>(check.findings().stream().map(LedgerFinding::toFinding).toList());
        VerifyStage.Result witnessed = new VerifyStage.Result(List.of(), List.of(), List.of());
        if (policy != null) {
            witnessed =
                    VerifyStage.witnessed(folder, TrustPolicy.read(policy), clock.instant());
            findings.addAll(witnessed.findings());
        }
        boolean clean = findings.stream().allMatch(each -> each.severity() == Severity.INFO);
        show(terminal, check, findings, witnessed, clean);
        return clean ? ExitCode.OK : ExitCode.FAULT;
    }

    private static void show(
            Terminal terminal,
            LedgerCheck check,
            List<Finding> findings,
            VerifyStage.Result witnessed,
            boolean clean) {
        findings.forEach(each -> terminal.line("  " + each.message() + "; " + each.fix()));
        terminal.line(
                "  %,d entries, %s"
                        .formatted(
                                check.entries(),
                                check.isClean()
                                        ? "every hash is right"
                                        : findings.size() + " findings"));
        witnessed.checked().forEach(line -> terminal.line("  " + line));
        witnessed.warnings()
                .forEach(line ->
                        terminal.line("  " + terminal.in(Terminal.Tone.WARN, "warning: ") + line));
        terminal.document(
                Json.obj(
                        "entries",
                        check.entries(),
                        "clean",
                        clean,
                        "warnings",
                        witnessed.warnings(),
                        "findings",
                        Json.arr(findings.stream().map(LedgerFsckCommand::json).toList())));
    }

    private static Json json(Finding finding) {
        return Json.obj(
                "rule", finding.rule(),
                "severity", finding.severity().name().toLowerCase(Locale.ROOT),
                "file", finding.location(),
                "message", finding.message(),
                "fix", finding.fix());
    }
}
