package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.BrokenEvidence;
import dev.bulwark.ledger.trust.SignedBy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A decision as a tree, for people and for machines. */
public final class GateExplanation {
    private static final int SHOWN_EVIDENCE = 20;

    private GateExplanation() {}

    /** One line for the gate, one for each demand, two more for each that is not met. */
    public static String render(GateDecision decision) {
        StringBuilder text = new StringBuilder(head(decision));
        decision.answers().forEach(answer -> answer(text, answer));
        others(text, decision);
        return text.append(foot(decision)).toString();
    }

    /**
     * The whole reasoning: under each demand every piece of evidence it looked at, by whom, how
     * old, the condition with the values in it, and how it counted.
     *
     * @param notCounted evidence that holds but that nobody was entitled to sign
     */
    public static String renderWhole(GateDecision decision, List<BrokenEvidence> notCounted) {
        StringBuilder text = new StringBuilder(head(decision));
        for (GateDecision.Answer answer : decision.answers()) {
            answer(text, answer);
            text.append("│    ├─ rule ").append(GateException.ruleOf(answer.demand())).append('\n');
            answer.considered().stream()
                    .limit(SHOWN_EVIDENCE)
                    .forEach(each -> considered(text, each));
            int left = answer.considered().size() - SHOWN_EVIDENCE;
            if (left > 0) {
                text.append("│    ├─ and %d older pieces; --json shows all\n".formatted(left));
            }
        }
        others(text, decision);
        for (BrokenEvidence each : notCounted) {
            text.append("├─ does not count: ").append(each.message()).append('\n');
            text.append("│         fix: ").append(each.flaw().fix()).append('\n');
        }
        return text.append(foot(decision)).toString();
    }

    private static String head(GateDecision decision) {
        String line = "gate %s: %s\n".formatted(decision.gate().id(), decision.word());
        return switch (decision) {
            case GateDecision.Allow _, GateDecision.Deny _ -> line;
            case GateDecision.Overridden overridden ->
                    line + "├─ BREAK-GLASS  " + overridden.by() + "\n";
        };
    }

    private static String foot(GateDecision decision) {
        return decision.basis()
                        .roster()
                        .map(roster -> "├─ roster " + roster.abbreviated() + "\n")
                        .orElse("")
                + "└─ policy "
                + decision.policy().abbreviated()
                + "\n";
    }

    private static void answer(StringBuilder text, GateDecision.Answer answer) {
        text.append(
                        answer.met()
                                ? "├─ ok   "
                                : answer.waiver().isPresent() ? "├─ WAIVED " : "├─ NO   ")
                .append(answer.demand());
        if (answer.met() && !answer.values().isEmpty()) {
            text.append("  [").append(answer.values()).append(']');
        }
        answer.evidence().map(Digest::abbreviated).ifPresent(d -> text.append("  ").append(d));
        text.append('\n');
        answer.reason()
                .ifPresent(reason -> {
                    text.append("│         ").append(reason.what());
                    answer.waiver()
                            .ifPresentOrElse(
                                    use -> text.append("\n│         ").append(use).append('\n'),
                                    () -> fix(text, reason));
                });
    }

    private static void considered(StringBuilder text, Considered each) {
        text.append(
                "│    ├─ %-10s %s  entry %d, %s, by %s\n"
                        .formatted(
                                each.verdict().id(),
                                each.evidence().abbreviated(),
                                each.index(),
                                each.age().map(GateExplanation::age).orElse("of no known age"),
                                each.signers().stream()
                                        .map(SignedBy::toString)
                                        .collect(Collectors.joining(", "))));
        if (!each.substituted().isEmpty()) {
            text.append("│    │    ").append(each.substituted()).append('\n');
        }
        if (!each.why().isEmpty()) {
            text.append("│    │    ").append(each.why()).append('\n');
        }
    }

    private static String age(Duration age) {
        return age.toHours() < 48 ? age.toHours() + " h old" : age.toDays() + " d old";
    }

    /** Reasons that belong to no demand: broken evidence, findings of malice. */
    private static void others(StringBuilder text, GateDecision decision) {
        for (GateDecision.Reason reason : decision.reasons()) {
            if (decision.answers().stream()
                    .noneMatch(a -> a.reason().filter(reason::equals).isPresent())) {
                text.append("├─ NO   ").append(reason.what());
                fix(text, reason);
            }
        }
    }

    private static void fix(StringBuilder text, GateDecision.Reason reason) {
        text.append("\n│         fix: ").append(reason.fix()).append('\n');
    }

    /** The whole reasoning for machines. */
    public static Json.Obj toJson(GateDecision decision, List<BrokenEvidence> notCounted) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("gate", decision.gate().id());
        members.put("decision", decision.word());
        members.put("allowed", decision.permits());
        members.put("policy", decision.policy());
        decision.basis().roster().ifPresent(roster -> members.put("roster", roster));
        members.put("at", decision.at().toString());
        members.put(
                "reasons",
                list(decision.reasons(), r -> Json.obj("what", r.what(), "fix", r.fix())));
        members.put("demands", list(decision.answers(), GateExplanation::toJson));
        members.put("waivers", list(decision.basis().waivers(), ExceptionUse::toJson));
        switch (decision) {
            case GateDecision.Allow _, GateDecision.Deny _ -> {}
            case GateDecision.Overridden overridden ->
                    members.put("breakGlass", overridden.by().toJson());
        }
        members.put("notCounted", list(notCounted, GateExplanation::toJson));
        return (Json.Obj) Json.of(members);
    }

    private static <T> Json.Arr list(List<T> values, Function<T, Json.Obj> form) {
        return Json.arr(values.stream().map(form).toList());
    }

    private static Json.Obj toJson(BrokenEvidence broken) {
        return Json.obj(
                "file", broken.file(),
                "flaw", broken.flaw().name(),
                "why", broken.why(),
                "fix", broken.flaw().fix());
    }

    private static Json.Obj toJson(GateDecision.Answer answer) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("demand", answer.demand().toString());
        members.put("rule", GateException.ruleOf(answer.demand()));
        members.put("met", answer.met());
        answer.reason()
                .ifPresent(reason -> {
                    members.put("why", reason.what());
                    members.put("fix", reason.fix());
                });
        answer.waiver().ifPresent(use -> members.put("waiver", use.toJson()));
        members.put("evidence", list(answer.considered(), Considered::toJson));
        return (Json.Obj) Json.of(members);
    }
}
