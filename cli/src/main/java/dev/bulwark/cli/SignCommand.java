package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.AssessStage;
import dev.bulwark.cli.path.Facts;
import dev.bulwark.cli.path.GateStage;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.path.RunStages;
import dev.bulwark.cli.path.SupplyStage;
import dev.bulwark.cli.path.TrainStage;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.model.ModelArtifact;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description = {
            "Signs the model trained last in the OpenSSF format and in Bulwark's own envelope.",
            "What the release gate demands besides a signature must be met first."
        },
        footer = {"", "Example: bulwark sign examples/credit"})
final class SignCommand implements Callable<Integer> {
    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        try (Run run = project.open()) {
            ModelArtifact model = TrainStage.last(run);
            GateStage.beforeRelease(run, RunStages.subjects(run, model));
            SupplyStage.sign(run, model);
            run.terminal()
                    .line(
                            "    "
                                    + run.workspace()
                                            .folder()
                                            .model(AssessStage.subject(model).digest())
                                            .resolve(SupplyStage.SIGNATURE));
            Facts.show(run, model, List.of(Practice.SIGNING.predicateType()));
            return ExitCode.OK;
        }
    }
}
