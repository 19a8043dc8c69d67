package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.Terminals;
import dev.bulwark.cli.path.VerifyStage;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies a dossier, offline and with nothing but the signer's public keys,",
            "or a project: its data, models, evidence, ledger and dossier.",
            "Names every file at fault and exits with 1."
        },
        footer = {
            "",
            "Examples:",
            "  bulwark verify build/dossier --key public.pem",
            "  bulwark verify build/dossier --key public.pem --policy witnesses.policy",
            "  bulwark verify examples/credit"
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = ".",
            description = "a dossier or a project (default: the current folder)")
    private Path folder = Path.of(".");

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = {
                "the signer's public.pem, had from the signer and not from the dossier;",
                "without it the dossier's own keys are used, which proves no origin"
            })
    private @Nullable Path key;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = {
                "a trust policy (c2sp.org/tlog-policy) that the log's checkpoint must satisfy:",
                "with it, a dossier also needs --key"
            })
    private @Nullable Path policy;

    @Option(names = "--json", description = "one JSON document instead of text")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.of(json);
        Path path = folder.toAbsolutePath().normalize();
        VerifyStage.Result result;
        if (Files.isRegularFile(path.resolve("manifest.json"))) {
            result = dossier(path);
        } else if (Files.isDirectory(ProjectFolder.at(path).state())) {
            result = project(ProjectFolder.at(path));
        } else {
            throw new BulwarkException(
                    "NOTHING_TO_VERIFY",
                    "'" + folder + "' is neither a dossier nor a project with a .bulwark folder",
                    "name build/dossier, or run 'bulwark run' in the project first");
        }
        show(terminal, result);
        return result.findings().isEmpty() ? ExitCode.OK : ExitCode.FAULT;
    }

    private VerifyStage.Result dossier(Path path) throws IOException {
        if (policy == null) {
            return VerifyStage.dossier(path, Optional.ofNullable(key));
        }
        if (key == null) {
            throw new BulwarkException(
                    "POLICY_WITHOUT_KEY",
                    "a policy cannot be held against a dossier that is verified with its own keys",
                    "give the signer's public.pem with --key as well");
        }
        return VerifyStage.dossier(
                path, key, TrustPolicy.read(policy), InstantSource.system().instant());
    }

    private VerifyStage.Result project(ProjectFolder project) throws IOException {
        VerifyStage.Result result = VerifyStage.project(project, Optional.ofNullable(key));
        return policy == null
                ? result
                : result.and(
                        VerifyStage.witnessed(
                                project,
                                TrustPolicy.read(policy),
                                InstantSource.system().instant()));
    }

    private static void show(Terminal terminal, VerifyStage.Result result) {
        result.checked().forEach(line -> terminal.line("  " + line));
        result.warnings()
                .forEach(line ->
                        terminal.line("  " + terminal.in(Terminal.Tone.WARN, "warning: ") + line));
        List<Json> findings = new ArrayList<>();
        for (Finding finding : result.findings()) {
            terminal.line(
                    "  %s %s: %s"
                            .formatted(
                                    terminal.in(Terminal.Tone.BAD, "✘"),
                                    finding.location(),
                                    finding.message()));
            terminal.line("      fix: " + finding.fix());
            findings.add(
                    Json.obj(
                            "file", finding.location(),
                            "rule", finding.rule(),
                            "message", finding.message(),
                            "fix", finding.fix()));
        }
        if (result.findings().isEmpty()) {
            terminal.line("  " + terminal.in(Terminal.Tone.GOOD, "✔ everything verifies"));
        }
        terminal.document(
                Json.obj(
                        "verified", result.findings().isEmpty(),
                        "checked", result.checked(),
                        "warnings", result.warnings(),
                        "findings", Json.arr(findings)));
    }
}
