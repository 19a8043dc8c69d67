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
        decision.answers().forEach(answer -> answer(text, answer));
        switch (decision) {
            case GateDecision.Allow _ -> {}
            case GateDecision.Deny deny -> others(text, deny);
        }
        return text.append("└─ policy ")
                .append(decision.policy().abbreviated())
                .append('\n')
                .toString();
    }

    private static void answer(StringBuilder text, GateDecision.Answer answer) {
        text.append(answer.met() ? "├─ ok   " : "├─ NO   ").append(answer.demand());
        if (answer.met() && !answer.values().isEmpty()) {
            text.append("  [").append(answer.values()).append(']');
        }
        answer.evidence().map(Digest::abbreviated).ifPresent(d -> text.append("  ").append(d));
        text.append('\n');
        answer.reason()
                .ifPresent(reason -> {
                    text.append("│         ").append(reason.what());
                    fix(text, reason);
                });
    }

    /** Reasons that belong to no demand: broken evidence, findings of malice. */
    private static void others(StringBuilder text, GateDecision.Deny deny) {
        for (GateDecision.Reason reason : deny.reasons()) {
            if (deny.answers().stream()
                    .noneMatch(a -> a.reason().filter(reason::equals).isPresent())) {
                text.append("├─ NO   ").append(reason.what());
                fix(text, reason);
            }
        }
    }

    private static void fix(StringBuilder text, GateDecision.Reason reason) {
        text.append("\n│         fix: ").append(reason.fix()).append('\n');
    }
}
