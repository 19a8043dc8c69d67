package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.AssessStage;
import dev.bulwark.cli.path.DataStage;
import dev.bulwark.cli.path.Facts;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.path.TrainStage;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.model.ModelArtifact;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "attack",
        mixinStandardHelpOptions = true,
        description = {
            "Attacks the model trained last, within the budget of assess.robustness,",
            "and records its robust accuracy."
        },
        footer = {"", "Example: bulwark attack examples/credit --json"})
final class AttackCommand implements Callable<Integer> {
    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        try (Run run = project.open()) {
            DataStage.Prepared data = DataStage.reread(run);
            ModelArtifact model = TrainStage.last(run);
            AssessStage.attack(run, data, model);
            Facts.show(run, model, List.of(Practice.ADVERSARIAL_TRAINING.predicateType()));
            return ExitCode.OK;
        }
    }
}
