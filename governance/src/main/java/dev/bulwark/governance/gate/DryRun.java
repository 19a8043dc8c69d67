package dev.bulwark.governance.gate;

import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A decision that is not enforced, as evidence: what a gate would say, perhaps by another policy.
 * Its predicate type is its own, so that nothing takes it for a decision.
 */
public final class DryRun {
    /** The predicate type. */
    public static final String PREDICATE_TYPE = "https://bulwark.dev/gate-dry-run/v1";

    private static final int VERSION = 1;

    private DryRun() {}

    /**
     * What one policy answers otherwise than another.
     *
     * @param demand as it stands in the policy that has it
     * @param before the answer of the policy in force, if it has the demand
     * @param after the answer of the other policy, if it has it
     */
    public record Change(String demand, Optional<String> before, Optional<String> after) {
        /** For people: {@code bias-audit: …: met → not met}. */
        @Override
        public String toString() {
            return "%s: %s → %s"
                    .formatted(demand, before.orElse("not demanded"), after.orElse("not demanded"));
        }
    }

    /** What changes from one decision to another: demands added, dropped, answered otherwise. */
    public static List<Change> changes(GateDecision before, GateDecision after) {
        List<Change> changes = new ArrayList<>();
        for (GateDecision.Answer answer : after.answers()) {
            Optional<String> old = answered(before, answer.demand());
            if (!old.equals(Optional.of(word(answer)))) {
                changes.add(new Change(answer.demand().toString(), old, Optional.of(word(answer))));
            }
        }
        for (GateDecision.Answer answer : before.answers()) {
            if (answered(after, answer.demand()).isEmpty()) {
                changes.add(
                        new Change(
                                answer.demand().toString(),
                                Optional.of(word(answer)),
                                Optional.empty()));
            }
        }
        return List.copyOf(changes);
    }

    private static Optional<String> answered(GateDecision decision, Demand demand) {
        return decision.answers().stream()
                .filter(answer -> answer.demand().equals(demand))
                .map(DryRun::word)
                .findFirst();
    }

    private static String word(GateDecision.Answer answer) {
        return answer.met() ? "met" : answer.waiver().isPresent() ? "waived" : "not met";
    }

    /**
     * The statement to sign.
     *
     * @param decision what the gate would say
     * @param inForce what it says by the policy in force, where another was tried
     */
    public static Statement of(
            GateDecision decision,
            Optional<GateDecision> inForce,
            List<Subject> subjects,
            String system) {
        Json.Obj predicate =
                Json.obj(
                        "version",
                        VERSION,
                        "enforced",
                        false,
                        "decision",
                        decision.word(),
                        "summary",
                        VerificationSummary.of(decision, subjects, system).predicate());
        if (inForce.isPresent()) {
            predicate =
                    predicate
                            .with("inForce", inForce.get().word())
                            .with("inForcePolicy", inForce.get().policy())
                            .with(
                                    "changes",
                                    Json.arr(
                                            changes(inForce.get(), decision).stream()
                                                    .map(Change::toString)
                                                    .toList()));
        }
        return new Statement(subjects, PREDICATE_TYPE, predicate);
    }
}
