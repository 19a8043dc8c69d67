package dev.bulwark.cli.gate;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.GateStage;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.path.RunStages;
import dev.bulwark.cli.path.TrainStage;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.DryRun;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateExplanation;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.BrokenEvidence;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "gate",
        mixinStandardHelpOptions = true,
        description = {
            "Decides at a gate by the evidence that is there now, and records the decision.",
            "With --dry-run nothing is enforced; that it was asked is recorded."
        },
        footer = {
            "",
            "Examples:",
            "  bulwark gate --at release examples/credit",
            "  bulwark gate explain --at release examples/credit"
        },
        subcommands = {
            GateCommand.Explain.class,
            GateCommand.Try.class,
            GateExceptionCommand.Waive.class,
            GateExceptionCommand.BreakGlass.class,
            GateExceptionCommand.Countersign.class,
            GateExceptionCommand.Enter.class
        })
public final class GateCommand implements Callable<Integer> {
    private static final String WHICH =
            "train, register, release or serve (default: ${DEFAULT-VALUE})";

    @Option(names = "--at", paramLabel = "GATE", defaultValue = "release", description = WHICH)
    private Gate gate = Gate.RELEASE;

    @Option(names = "--dry-run", description = "decide without enforcing, as 'gate dry-run' does")
    private boolean dryRun;

    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        try (Run run = project.open()) {
            if (dryRun) {
                return tried(run, gate, Optional.empty());
            }
            GateStage.requireGuarded(run.policy(), gate);
            List<Subject> subjects = RunStages.subjects(run, TrainStage.last(run));
            GateStage.signPolicy(run);
            GateDecision decision = GateStage.decide(run, run.policy(), gate, subjects);
            run.record(VerificationSummary.of(decision, subjects, run.policy().policy().system()));
            run.terminal().line(GateExplanation.render(decision));
            run.terminal().document(GateExplanation.toJson(decision, notCounted(run)));
            return code(decision);
        }
    }

    /** The reasoning as a tree. */
    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = {
                "Prints the reasoning of a gate as a tree: each demand, every piece of evidence it",
                "looked at, who signed it, how old it is, the condition with its values, and the",
                "fix. Decides nothing and records nothing."
            },
            footer = {"", "Example: bulwark gate explain --at release examples/credit"})
    public static final class Explain implements Callable<Integer> {
        @Option(names = "--at", paramLabel = "GATE", defaultValue = "release", description = WHICH)
        private Gate gate = Gate.RELEASE;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            try (Run run = project.open()) {
                CompiledPolicy policy = GateStage.inForce(run);
                GateStage.requireGuarded(policy, gate);
                List<Subject> subjects = RunStages.subjects(run, TrainStage.last(run));
                GateDecision decision = GateStage.decide(run, policy, gate, subjects);
                List<BrokenEvidence> notCounted = notCounted(run);
                run.terminal().line(GateExplanation.renderWhole(decision, notCounted));
                run.terminal().document(GateExplanation.toJson(decision, notCounted));
                return code(decision);
            }
        }
    }

    /** A decision that is not enforced. */
    @Command(
            name = "dry-run",
            mixinStandardHelpOptions = true,
            description = {
                "Decides as the gate would, enforces nothing, and records that it was asked.",
                "With --policy it decides by another policy and shows what would change.",
                "The exit code is what the gate's would be."
            },
            footer = {"", "Example: bulwark gate dry-run --at release --policy stricter.yaml DIR"})
    public static final class Try implements Callable<Integer> {
        @Option(names = "--at", paramLabel = "GATE", defaultValue = "release", description = WHICH)
        private Gate gate = Gate.RELEASE;

        @Option(
                names = "--policy",
                paramLabel = "FILE",
                description = "another bulwark.yaml, whose gates are tried")
        private @Nullable Path policy;

        @Mixin private ProjectOptions project = new ProjectOptions();

        @Override
        public Integer call() throws Exception {
            try (Run run = project.open()) {
                return tried(
                        run,
                        gate,
                        policy == null
                                ? Optional.empty()
                                : Optional.of(GateStage.policyOf(policy)));
            }
        }
    }

    private static Integer tried(Run run, Gate gate, Optional<CompiledPolicy> other)
            throws Exception {
        CompiledPolicy policy = GateStage.inForce(run);
        GateStage.requireGuarded(policy, gate);
        List<Subject> subjects = RunStages.subjects(run, TrainStage.last(run));
        GateDecision inForce = GateStage.decide(run, policy, gate, subjects);
        GateDecision decision =
                other.isPresent() ? GateStage.decide(run, other.get(), gate, subjects) : inForce;
        Optional<GateDecision> compared = other.map(_ -> inForce);
        run.record(DryRun.of(decision, compared, subjects, run.policy().policy().system()));
        run.terminal().line("dry run, nothing is enforced");
        run.terminal().line(GateExplanation.render(decision));
        Json.Obj document = GateExplanation.toJson(decision, notCounted(run)).with("dryRun", true);
        if (compared.isPresent()) {
            List<String> changes =
                    DryRun.changes(inForce, decision).stream()
                            .map(DryRun.Change::toString)
                            .toList();
            run.terminal()
                    .line(
                            "  by the policy in force: %s; by the other: %s"
                                    .formatted(inForce.word(), decision.word()));
            changes.forEach(change -> run.terminal().line("    " + change));
            if (changes.isEmpty()) {
                run.terminal().line("    no demand is answered otherwise");
            }
            document = document.with("inForce", inForce.word()).with("changes", changes);
        }
        run.terminal().document(document);
        return code(decision);
    }

    /** What holds, and nobody was entitled to sign. */
    private static List<BrokenEvidence> notCounted(Run run) {
        return run.workspace().verified().broken().stream()
                .filter(broken -> !broken.flaw().blocks())
                .filter(broken -> broken.flaw() != BrokenEvidence.Flaw.NO_PROOF)
                .toList();
    }

    private static int code(GateDecision decision) {
        return decision.permits() ? ExitCode.OK : ExitCode.REFUSED;
    }
}
