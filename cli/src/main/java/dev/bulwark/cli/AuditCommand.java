package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.AssessStage;
import dev.bulwark.cli.path.DataStage;
import dev.bulwark.cli.path.Facts;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.path.TrainStage;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.model.ModelArtifact;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the model trained last on its test rows: how well they are answered,",
            "and whom the answers favour."
        },
        footer = {"", "Example: bulwark audit examples/credit --json"})
final class AuditCommand implements Callable<Integer> {
    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        try (Run run = project.open()) {
            DataStage.Prepared data = DataStage.reread(run);
            ModelArtifact model = TrainStage.last(run);
            AssessStage.audit(run, data, model);
            Facts.show(
                    run,
                    model,
                    List.of(
                            PracticeEvidence.PREDICATE_PREFIX + "performance/v1",
                            Practice.BIAS_AUDIT.predicateType()));
            return ExitCode.OK;
        }
    }
}
