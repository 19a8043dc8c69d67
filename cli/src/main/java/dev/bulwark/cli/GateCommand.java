package dev.bulwark.cli;

import dev.bulwark.cli.path.GateStage;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.path.RunStages;
import dev.bulwark.cli.path.TrainStage;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateExplanation;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.Subject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "gate",
        mixinStandardHelpOptions = true,
        description = {
            "Decides at a gate by the evidence that is there now, and records the decision.",
            "With --dry-run nothing is recorded."
        },
        footer = {"", "Example: bulwark gate --at release examples/credit"})
final class GateCommand implements Callable<Integer> {
    @Option(
            names = "--at",
            paramLabel = "GATE",
            defaultValue = "release",
            description = "train, register, release or serve (default: ${DEFAULT-VALUE})")
    private Gate gate = Gate.RELEASE;

    @Option(names = "--dry-run", description = "decide without recording")
    private boolean dryRun;

    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        try (Run run = project.open()) {
            if (!run.policy().policy().guards(gate)) {
                throw new BulwarkException(
                        "GATE_UNNAMED",
                        "bulwark.yaml names no gate '" + gate.id() + "'",
                        "list its demands under gates." + gate.id());
            }
            List<Subject> subjects = RunStages.subjects(run, TrainStage.last(run));
            GateDecision decision = GateStage.decide(run, run.policy(), gate, subjects);
            if (!dryRun) {
                GateStage.signPolicy(run);
                run.record(
                        VerificationSummary.of(decision, subjects, run.policy().policy().system()));
            }
            run.terminal().line(GateExplanation.render(decision));
            run.terminal().document(GateExplanation.toJson(decision, List.of()));
            return decision.permits() ? ExitCode.OK : ExitCode.REFUSED;
        }
    }
}
