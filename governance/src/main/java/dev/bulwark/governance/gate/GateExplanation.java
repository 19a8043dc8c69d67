package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;

/** A decision as a tree of text, for people. */
public final class GateExplanation {
    private GateExplanation() {}

    /** One line for the gate, one for each demand, two more for each that is not met. */
    public static String render(GateDecision decision) {
        StringBuilder text = new StringBuilder();
        text.append("gate ")
                .append(decision.gate().id())
                .append(
                        switch (decision) {
                            case GateDecision.Allow _ -> ": allowed\n";
                            case GateDecision.Deny _ -> ": refused\n";
                        });
        for (GateDecision.Answer answer : decision.answers()) {
            text.append(answer.met() ? "├─ ok   " : "├─ NO   ").append(answer.demand());
            if (answer.met() && !answer.values().isEmpty()) {
                text.append("  [").append(answer.values()).append(']');
            }
            answer.evidence().map(Digest::abbreviated).ifPresent(d -> text.append("  ").append(d));
            text.append('\n');
            answer.reason()
                    .ifPresent(reason ->
                            text.append("│         ")
                                    .append(reason.what())
                                    .append("\n│         fix: ")
                                    .append(reason.fix())
                                    .append('\n'));
        }
        if (decision instanceof GateDecision.Deny deny) {
            deny.reasons().stream()
                    .filter(reason ->
                            decision.answers().stream()
                                    .noneMatch(a -> a.reason().filter(reason::equals).isPresent()))
                    .forEach(reason ->
                            text.append("├─ NO   ")
                                    .append(reason.what())
                                    .append("\n│         fix: ")
                                    .append(reason.fix())
                                    .append('\n'));
        }
        return text.append("└─ policy ")
                .append(decision.policy().abbreviated())
                .append('\n')
                .toString();
    }
}
