package dev.bulwark.governance.dossier;

import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.gate.ExceptionUse;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.page.Html;
import dev.bulwark.kernel.Digest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the gates decided, first in a sentence, then demand by demand. */
final class DecisionPart {
    private final DossierContent content;

    DecisionPart(DossierContent content) {
        this.content = content;
    }

    /** The last decision, as the headline. */
    Html verdict() {
        Html out = new Html();
        if (content.decisions().isEmpty()) {
            out.open("section", "class", "card verdict");
            StateMark.write(out, Board.State.NOT_ASSESSED);
            out.open("div").leaf("h2", "No gate has decided");
            out.leaf("p", "Nobody has asked a gate whether this model may pass.");
            out.close().closeLine();
            return out;
        }
        GateDecision last = content.decisions().getLast();
        long met = last.answers().stream().filter(GateDecision.Answer::met).count();
        headline(out, last, "%d of %d demands met".formatted(met, last.answers().size()));
        exceptions(out, last.basis().waivers());
        out.close();
        if (!last.reasons().isEmpty()) {
            reasons(out, last.reasons());
        }
        return out.closeLine();
    }

    private static void headline(Html out, GateDecision last, String count) {
        switch (last) {
            case GateDecision.Allow allow -> {
                out.open("section", "class", "card verdict passed");
                StateMark.write(out, Board.State.PASSED);
                out.open("div");
                out.leaf("h2", "The %s gate lets this model pass".formatted(allow.gate().id()));
                out.leaf("p", count + ", each by signed evidence.", "class", "soft");
            }
            case GateDecision.Deny deny ->
                    failed(
                            out,
                            "The %s gate refuses this model".formatted(deny.gate().id()),
                            count);
            case GateDecision.Overridden overridden -> {
                failed(
                        out,
                        "Break-glass: the %s gate refuses this model, and it was let pass"
                                .formatted(overridden.gate().id()),
                        count);
                exceptions(out, List.of(overridden.by()));
            }
        }
    }

    private static void failed(Html out, String headline, String count) {
        out.open("section", "class", "card verdict failed");
        StateMark.write(out, Board.State.FAILED);
        out.open("div").leaf("h2", headline).leaf("p", count + ".", "class", "soft");
    }

    /** Who let what pass, until when and why. */
    private static void exceptions(Html out, List<ExceptionUse> uses) {
        for (ExceptionUse use : uses) {
            out.open("p").leaf("strong", use.toString()).close();
        }
    }

    private static void reasons(Html out, List<GateDecision.Reason> reasons) {
        out.open("ul");
        for (GateDecision.Reason reason : reasons) {
            out.open("li").open("p").leaf("strong", reason.what()).close();
            out.leaf("p", "To do: " + reason.fix(), "class", "soft").closeLine();
        }
        out.close();
    }

    /** Every decision with its demands. */
    Html tables() {
        Html out = new Html();
        if (content.decisions().isEmpty()) {
            return out;
        }
        Set<Digest> present =
                content.evidence().stream()
                        .map(logged -> logged.evidence().digest())
                        .collect(Collectors.toSet());
        out.open("section", "aria-labelledby", "gates").leaf("h2", "Gate decisions", "id", "gates");
        for (GateDecision decision : content.decisions()) {
            table(out, decision, present);
        }
        return out.closeLine();
    }

    private static void table(Html out, GateDecision decision, Set<Digest> present) {
        String title = "Gate %s: %s".formatted(decision.gate().id(), decision.word());
        out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", title);
        out.open("table").open("caption").leaf("strong", title);
        out.text(", %s, by policy ".formatted(decision.at().toString().substring(0, 10)));
        out.leaf("code", decision.policy().abbreviated()).close();
        out.open("thead").open("tr");
        for (String header : List.of("Demand", "Answer", "Found", "Evidence")) {
            out.leaf("th", header, "scope", "col");
        }
        out.close().close().open("tbody");
        for (GateDecision.Answer answer : decision.answers()) {
            out.open("tr").leaf("th", answer.demand().toString(), "scope", "row").open("td");
            out.leaf(
                    "span",
                    answer.met() ? "met" : answer.waiver().isPresent() ? "waived" : "not met",
                    "class",
                    "state " + (answer.met() ? "passed" : "failed"));
            out.close().open("td").text(found(answer)).close().open("td");
            answer.evidence().ifPresent(digest -> link(out, digest, present));
            out.close().closeLine();
        }
        out.close().close().close();
    }

    private static String found(GateDecision.Answer answer) {
        if (answer.waiver().isPresent()) {
            return answer.reason().map(GateDecision.Reason::what).orElse("")
                    + "; "
                    + answer.waiver().get();
        }
        return answer.values().isEmpty()
                ? answer.reason().map(GateDecision.Reason::what).orElse("present")
                : answer.values();
    }

    private static void link(Html out, Digest digest, Set<Digest> present) {
        String name = digest.hex().substring(0, 8);
        if (present.contains(digest)) {
            out.leaf(
                    "a",
                    name,
                    "class",
                    "mono",
                    "href",
                    DossierLayout.EVIDENCE + "#" + DossierLayout.anchor(digest));
        } else {
            out.leaf("code", name);
        }
    }
}
