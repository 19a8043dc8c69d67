package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.DataStage;
import dev.bulwark.cli.path.Run;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The data set and its signed manifest.",
        footer = {"", "Example: bulwark data verify examples/credit"},
        subcommands = {DataCommand.Verify.class, DataCommand.Sign.class})
final class DataCommand {
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Compares every file with the signed manifest; names what differs.",
            footer = {"", "Example: bulwark data verify examples/credit"})
    static final class Verify implements Callable<Integer> {
        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            try (Run run = project.open()) {
                Evidence manifest =
                        DataStage.manifest(run)
                                .orElseThrow(() ->
                                        new BulwarkException(
                                                "MANIFEST_MISSING",
                                                "the data has no signed manifest yet",
                                                "run 'bulwark data sign'"));
                List<Finding> findings = DataStage.findings(run, manifest);
                List<Json> shown = new ArrayList<>();
                for (Finding finding : findings) {
                    run.terminal()
                            .line("  %s: %s".formatted(finding.location(), finding.message()));
                    run.terminal().line("      fix: " + finding.fix());
                    shown.add(
                            Json.obj(
                                    "file", finding.location(),
                                    "rule", finding.rule(),
                                    "message", finding.message(),
                                    "fix", finding.fix()));
                }
                if (findings.isEmpty()) {
                    run.terminal().line("  the data is as its manifest says");
                }
                run.terminal()
                        .document(
                                Json.obj(
                                        "manifest", manifest.digest(),
                                        "intact", findings.isEmpty(),
                                        "findings", Json.arr(shown)));
                return findings.isEmpty() ? ExitCode.OK : ExitCode.FAULT;
            }
        }
    }

    @Command(
            name = "sign",
            mixinStandardHelpOptions = true,
            description = "Signs a manifest of the data as it is now.",
            footer = {"", "Example: bulwark data sign examples/credit"})
    static final class Sign implements Callable<Integer> {
        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            try (Run run = project.open()) {
                DataStage.Prepared data = DataStage.accept(run);
                run.terminal()
                        .document(
                                Json.obj(
                                        "dataset", data.dataset().artifact().digest(),
                                        "rows", data.dataset().table().rows(),
                                        "files", data.dataset().files().size()));
                return ExitCode.OK;
            }
        }
    }
}
