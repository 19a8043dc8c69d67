package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.Problem;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A policy whose conditions are compiled and type-checked; evaluating it cannot meet a typo. */
public final class CompiledPolicy {
    private final GatePolicy policy;
    private final Digest digest;
    private final Map<Gate, List<CompiledDemand>> gates;

    /** A demand with its condition ready to run. */
    record CompiledDemand(Demand demand, Optional<Condition> condition) {}

    /** What came of compiling a policy. */
    public sealed interface Compilation {
        /** Every condition compiles. */
        record Compiled(CompiledPolicy policy) implements Compilation {}

        /** Some do not; one problem for each, in order. */
        record Rejected(List<Problem> problems) implements Compilation {
            public Rejected {
                problems = List.copyOf(problems);
            }
        }
    }

    private CompiledPolicy(GatePolicy policy, Map<Gate, List<CompiledDemand>> gates) {
        this.policy = policy;
        this.digest = policy.digest();
        this.gates = gates;
    }

    /** Compiles every condition of a policy. */
    public static Compilation compile(GatePolicy policy, FactVocabulary vocabulary) {
        List<Problem> problems = new ArrayList<>();
        Map<Gate, List<CompiledDemand>> gates = new EnumMap<>(Gate.class);
        policy.gates()
                .forEach((gate, demands) -> {
                    List<CompiledDemand> compiled = new ArrayList<>();
                    for (Demand asked : demands) {
                        Demand demand = asked.orFresh(policy.fresh());
                        unknown(gate, demand, vocabulary).ifPresent(problems::add);
                        compiled.add(
                                new CompiledDemand(
                                        demand, condition(gate, demand, vocabulary, problems)));
                    }
                    gates.put(gate, compiled);
                });
        return problems.isEmpty()
                ? new Compilation.Compiled(new CompiledPolicy(policy, gates))
                : new Compilation.Rejected(problems);
    }

    /** A demand of what nothing makes could never be met: better said now than at the gate. */
    private static Optional<Problem> unknown(Gate gate, Demand demand, FactVocabulary vocabulary) {
        return vocabulary.of(demand.evidence()).isPresent()
                        || Practice.byId(demand.evidence()).isPresent()
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                "GATE_EVIDENCE_UNKNOWN",
                                "gate %s demands '%s', which is no practice"
                                        .formatted(gate.id(), shortened(demand.evidence())),
                                "'bulwark practices' lists what can be demanded"));
    }

    private static Optional<Condition> condition(
            Gate gate, Demand demand, FactVocabulary vocabulary, List<Problem> problems) {
        if (demand.that().isEmpty()) {
            return Optional.empty();
        }
        String where = "gate %s, %s".formatted(gate.id(), demand.evidence());
        Map<String, FactVocabulary.Fact> facts = vocabulary.of(demand.evidence()).orElse(Map.of());
        if (facts.isEmpty()) {
            problems.add(
                    new Problem(
                            "GATE_NO_FACTS",
                            where + ": evidence of this kind has no facts yet",
                            "demand it without a condition"));
            return Optional.empty();
        }
        try {
            return Optional.of(Condition.compile(demand.that().get(), facts));
        } catch (CelValidationException | CelEvaluationException | IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            problems.add(
                    new Problem(
                            "GATE_CONDITION_INVALID",
                            "%s: '%s' is no condition: %s"
                                    .formatted(where, shortened(demand.that().get()), message),
                            "use CEL over these facts: " + String.join(", ", facts.keySet())));
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** The policy it was compiled from. */
    public GatePolicy policy() {
        return policy;
    }

    /** The policy's digest. */
    public Digest digest() {
        return digest;
    }

    /** What a gate demands, the usual age filled in; nothing if it guards nothing. */
    public List<Demand> demanded(Gate gate) {
        return demands(gate).stream().map(CompiledDemand::demand).toList();
    }

    List<CompiledDemand> demands(Gate gate) {
        return gates.getOrDefault(gate, List.of());
    }
}
