package dev.bulwark.governance.dossier;

import dev.bulwark.governance.cards.Source;
import dev.bulwark.governance.gate.Board;
import dev.bulwark.governance.page.Html;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every piece of evidence: what it says, of what, who signed it, where the ledger has it. */
final class EvidencePage {
    private static final int MOST_SUBJECTS = 5;
    private static final int MOST_FACTS = 80;
    private static final Map<String, String> TITLES =
            Map.of(
                    "https://bulwark.dev/evidence/performance/v1", "Performance",
                    "https://slsa.dev/provenance/v1", "Provenance",
                    "https://slsa.dev/verification_summary/v1", "Gate decision",
                    "https://bulwark.dev/policy/v1", "Gate policy",
                    "https://cyclonedx.org/bom", "Bill of materials, whole",
                    "https://model_signing/signature/v1.0", "Model signature");

    private final DossierContent content;
    private final Html out = new Html();

    EvidencePage(DossierContent content) {
        this.content = content;
    }

    Html write() {
        out.leaf("h1", "Evidence");
        out.leaf(
                "p",
                "%d signed statements, each recorded in the transparency log, in its order."
                        .formatted(content.evidence().size()),
                "class",
                "lead");
        out.open("div", "class", "entries");
        content.evidence().stream()
                .sorted(Comparator.comparingLong(logged -> logged.proof().index()))
                .forEach(this::entry);
        out.closeLine();
        return out;
    }

    private void entry(LoggedEvidence logged) {
        Evidence evidence = logged.evidence();
        out.open("article", "class", "card entry", "id", DossierLayout.anchor(evidence.digest()));
        out.open("h2").text(title(evidence));
        state(evidence).ifPresent(state -> StateMark.badge(out, state));
        out.close().open("dl", "class", "facts");
        fact("About", subjects(evidence.statement().subjects()));
        fact("Dated", Source.statedTime(evidence).orElse("not stated"));
        fact(
                "Signers",
                evidence.signers().stream()
                        .sorted()
                        .map(id -> id.substring(0, 12) + "…")
                        .collect(Collectors.joining(", ")));
        fact("Ledger entry", Long.toString(logged.proof().index()));
        out.close();
        facts(evidence);
        out.open("ul", "class", "links");
        out.open("li")
                .leaf("a", "Signed envelope", "href", DossierLayout.envelope(evidence.digest()))
                .close();
        out.open("li")
                .leaf("a", "Inclusion proof", "href", DossierLayout.proof(evidence.digest()))
                .close();
        out.close().open("p", "class", "small soft").leaf("code", evidence.digest().toString());
        out.close().closeLine();
    }

    private void fact(String name, String value) {
        out.open("div").leaf("dt", name).leaf("dd", value).close();
    }

    private static String title(Evidence evidence) {
        String type = evidence.statement().predicateType();
        return evidence.practice()
                .map(practice -> practice.number() + " " + practice.title())
                .orElseGet(() -> TITLES.getOrDefault(type, type));
    }

    private static Optional<Board.State> state(Evidence evidence) {
        Optional<Practice> practice = evidence.practice();
        return practice.flatMap(_ -> evidence.outcome()).map(EvidencePage::stateOf);
    }

    private static Board.State stateOf(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> Board.State.PASSED;
            case FAILED -> Board.State.FAILED;
            case NOT_APPLICABLE -> Board.State.NOT_APPLICABLE;
        };
    }

    private static String subjects(List<Subject> subjects) {
        String named =
                subjects.stream()
                        .limit(MOST_SUBJECTS)
                        .map(s -> "%s (%s…)".formatted(s.name(), s.digest().hex().substring(0, 12)))
                        .collect(Collectors.joining(", "));
        int more = subjects.size() - MOST_SUBJECTS;
        return more > 0 ? named + " and %d more".formatted(more) : named;
    }

    private void facts(Evidence evidence) {
        Map<String, Json> facts = evidence.facts();
        if (facts.isEmpty()) {
            return;
        }
        out.open("details").leaf("summary", facts.size() == 1 ? "1 fact" : facts.size() + " facts");
        out.open("dl", "class", "facts");
        facts.entrySet().stream()
                .limit(MOST_FACTS)
                .forEach(fact ->
                        out.open("div")
                                .leaf("dt", fact.getKey())
                                .leaf("dd", shown(fact.getValue()), "class", "num")
                                .close());
        out.close();
        if (facts.size() > MOST_FACTS) {
            out.leaf("p", "The envelope has all of them.", "class", "small soft");
        }
        out.close();
    }

    private static String shown(Json value) {
        return switch (value) {
            case Json.Str(String text) -> text;
            case Json.Num(String literal) -> literal;
            case Json.Bool(boolean bool) -> bool ? "true" : "false";
            case Json.Obj _, Json.Arr _, Json.Null _ -> "";
        };
    }
}
