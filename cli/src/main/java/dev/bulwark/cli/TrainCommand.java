package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.DataStage;
import dev.bulwark.cli.path.GateStage;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.path.TrainStage;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.training.fit.FittedModel;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains the model that bulwark.yaml describes, on data as its manifest says.",
        footer = {"", "Example: bulwark train examples/credit"})
final class TrainCommand implements Callable<Integer> {
    @Mixin private ProjectOptions project = new ProjectOptions();

    @Option(names = "--resume", description = "go on from the last epoch of a run that was killed")
    private boolean resume;

    @Override
    public Integer call() throws Exception {
        try (Run run = project.open()) {
            GateStage.signPolicy(run);
            DataStage.Prepared data = DataStage.prepare(run);
            Subject dataset =
                    new Subject(
                            data.dataset().artifact().name(), data.dataset().artifact().digest());
            GateStage.pass(run, Gate.TRAIN, List.of(dataset));
            FittedModel fitted = TrainStage.train(run, data, resume);
            run.terminal()
                    .document(
                            Json.obj(
                                    "model", fitted.model().digest(),
                                    "epochs", fitted.history().size(),
                                    "best_epoch", fitted.bestEpoch(),
                                    "train_accuracy", fitted.train().accuracy(),
                                    "validation_accuracy", fitted.validation().accuracy(),
                                    "generalisation_gap", fitted.generalisationGap()));
            return ExitCode.OK;
        }
    }
}
