package dev.bulwark.cli;

import dev.bulwark.cli.path.VerifyStage;
import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Option(names = "--json", description = "one JSON document instead of text")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.of(json);
        Path path = folder.toAbsolutePath().normalize();
        VerifyStage.Result result;
        if (Files.isRegularFile(path.resolve("manifest.json"))) {
            result = VerifyStage.dossier(path, Optional.ofNullable(key));
        } else if (Files.isDirectory(ProjectFolder.at(path).state())) {
            result = VerifyStage.project(ProjectFolder.at(path), Optional.ofNullable(key));
        } else {
            throw new BulwarkException(
                    "NOTHING_TO_VERIFY",
                    "'" + folder + "' is neither a dossier nor a project with a .bulwark folder",
                    "name build/dossier, or run 'bulwark run' in the project first");
        }
        show(terminal, result);
        return result.findings().isEmpty() ? ExitCode.OK : ExitCode.FAULT;
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
