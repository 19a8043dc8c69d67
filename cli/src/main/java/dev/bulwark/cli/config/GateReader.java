package dev.bulwark.cli.config;

import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code gates}. A demand that is not understood is a problem, never a weaker demand: an
 * empty condition or age is refused and not taken for none.
 */
final class GateReader {
    private static final List<String> GATES = Arrays.stream(Gate.values()).map(Gate::id).toList();

    /** What a demand may name: a practice, or what is measured beside them. */
    private static final List<String> DEMANDED =
            Stream.concat(
                            Arrays.stream(Practice.values()).map(Practice::id),
                            SystemFileReader.MEASUREMENTS.stream())
                    .toList();

    /** As many as a signed policy may hold. */
    private static final int MOST_DEMANDS = 1_000;

    private static final int MOST_SIGNERS = 64;
    private static final List<String> ABOUT = List.of("model", "dataset");

    private GateReader() {}

    static Map<String, List<SystemFile.Demand>> read(Section section) {
        FactVocabulary vocabulary = FactVocabulary.shipped();
        Map<String, List<SystemFile.Demand>> gates = new LinkedHashMap<>();
        int demanded = 0;
        for (String gate : section.keys()) {
            if (!GATES.contains(gate)) {
                section.problem(
                        gate, "there is no such gate", Spelling.advice(gate, GATES, "gates are "));
            }
            List<Section> listed = section.sections(gate);
            demanded += listed.size();
            if (demanded > MOST_DEMANDS) {
                section.problem(
                        gate, "there are more than " + MOST_DEMANDS + " demands", "demand less");
                break;
            }
            gates.put(gate, listed.stream().map(each -> demand(each, vocabulary)).toList());
        }
        return gates;
    }

    private static SystemFile.Demand demand(Section section, FactVocabulary vocabulary) {
        String evidence = section.text("practice");
        boolean known = DEMANDED.contains(evidence);
        if (!known && !evidence.isEmpty()) {
            section.problem(
                    "practice",
                    "'" + Problems.shown(evidence) + "' is no practice",
                    Spelling.closest(evidence, DEMANDED)
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("'bulwark practices' lists what can be demanded"));
        }
        String that = section.filled("that", "");
        if (known && !that.isEmpty()) {
            problems(evidence, that, vocabulary)
                    .forEach(
                            p -> section.problemOf("that", Problems.shown(p.what(), 400), p.fix()));
        }
        String fresh = section.filled("fresh", "");
        if (!fresh.isEmpty() && !fresh.matches("[1-9][0-9]{0,4}[dhm]")) {
            section.problem(
                    "fresh", "'" + Problems.shown(fresh) + "' is no age", "write 30d, 12h or 15m");
        }
        SystemFile.Demand demand =
                new SystemFile.Demand(
                        evidence,
                        that,
                        fresh,
                        by(section),
                        section.has("about") ? section.oneOf("about", "model", ABOUT) : "",
                        section.line("practice"));
        section.refuseUnknown();
        return demand;
    }

    /** An empty list would ask for nobody, which is not what anybody means. */
    private static List<String> by(Section section) {
        List<String> by = section.texts("by");
        if (section.isEmptyList("by")) {
            section.problem("by", "nobody may sign it", "name a role or a person, or leave it out");
        }
        if (by.size() > MOST_SIGNERS) {
            section.problem("by", "more than " + MOST_SIGNERS + " are named", "name a role");
        }
        return by.stream().limit(MOST_SIGNERS).toList();
    }

    /** Compiles a condition by itself, so that its problem can name its line. */
    private static List<Problem> problems(String evidence, String that, FactVocabulary vocabulary) {
        Demand demand = new Demand(evidence, Optional.of(that), Optional.empty());
        GatePolicy alone = new GatePolicy("", Map.of(Gate.RELEASE, List.of(demand)));
        return switch (CompiledPolicy.compile(alone, vocabulary)) {
            case CompiledPolicy.Compilation.Compiled _ -> List.of();
            case CompiledPolicy.Compilation.Rejected(List<Problem> found) -> new ArrayList<>(found);
        };
    }
}
