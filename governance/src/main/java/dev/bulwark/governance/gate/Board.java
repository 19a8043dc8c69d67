package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of all thirty practices for one model, from verified evidence alone.
 *
 * @param rows one for each practice, in the order of {@link Practice}
 * @param notices what nobody may overlook: broken glass and waivers, a line each
 */
public record Board(List<Row> rows, List<String> notices) {
    /** What a practice's state can be. */
    public enum State {
        PASSED("passed"),
        FAILED("failed"),
        STALE("stale"),
        NOT_ASSESSED("not assessed"),
        NOT_APPLICABLE("not applicable");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** The words for people. */
        public String text() {
            return text;
        }
    }

    /**
     * One practice.
     *
     * @param summary its main facts, or why it does not apply; empty if not assessed
     * @param evidence the evidence that says so
     */
    public record Row(Practice practice, State state, String summary, Optional<Digest> evidence) {}

    private static final int SUMMARY_FACTS = 3;

    /** What the summary of a practice shows first; others show their first facts. */
    private static final Map<Practice, List<String>> SHOWN =
            Map.of(
                    Practice.ADVERSARIAL_TRAINING,
                    List.of("robust_accuracy", "epsilon", "hardened"),
                    Practice.BIAS_AUDIT,
                    List.of("min_disparate_impact", "max_equal_opportunity_difference", "groups"),
                    Practice.REGULARIZATION,
                    List.of("generalisation_gap", "dropout", "weight_decay"),
                    Practice.DATA_INTEGRITY,
                    List.of("files", "rows", "verified"),
                    Practice.SBOM,
                    List.of("components", "completeness"),
                    Practice.SIGNING,
                    List.of("files", "algorithm", "post_quantum"),
                    Practice.DOCUMENTATION,
                    List.of("sections", "numbers", "linked"),
                    Practice.INPUT_VALIDATION,
                    List.of("columns", "numeric", "categorical"),
                    Practice.AUDIT_TRAIL,
                    List.of("entries"),
                    Practice.CHANGE_MANAGEMENT,
                    List.of("approvals", "quorum", "target"));

    public Board {
        rows = List.copyOf(rows);
        notices = List.copyOf(notices);
    }

    /** A board without notices. */
    public Board(List<Row> rows) {
        this(rows, List.of());
    }

    /** The same board with what the decisions lean on beside evidence. */
    public Board after(List<GateDecision> decisions) {
        List<String> lines = new ArrayList<>();
        for (GateDecision decision : decisions) {
            String gate = "gate " + decision.gate().id() + ": ";
            switch (decision) {
                case GateDecision.Allow _, GateDecision.Deny _ -> {}
                case GateDecision.Overridden overridden ->
                        lines.add("BREAK-GLASS  " + gate + overridden.by());
            }
            for (GateDecision.Answer answer : decision.answers()) {
                answer.waiver()
                        .ifPresent(
                                use -> lines.add("WAIVED  " + gate + answer.demand() + ": " + use));
            }
            decision.basis().waivers().stream()
                    .filter(use -> !use.rule().startsWith("demand:"))
                    .forEach(use -> lines.add("WAIVED  " + gate + use.rule() + ": " + use));
        }
        return new Board(rows, lines.stream().distinct().toList());
    }

    /**
     * Reads the board.
     *
     * @param evidence everything that verified
     * @param subjects the model first, then what belongs to it
     * @param freshness how old evidence of a practice may be; absent: any age
     * @param failed practices whose condition a gate found not met
     */
    public static Board of(
            List<Evidence> evidence,
            List<Digest> subjects,
            Map<Practice, Duration> freshness,
            Set<Practice> failed,
            Instant now) {
        List<Row> rows = new ArrayList<>();
        Relevance relevance = Relevance.of(evidence, subjects);
        for (Practice practice : Practice.values()) {
            rows.add(
                    evidence.stream()
                            .filter(e -> e.practice().filter(p -> p == practice).isPresent())
                            .filter(e -> relevance.speaks(practice.id(), e))
                            .max(
                                    Comparator.<Evidence, Instant>comparing(
                                                    e -> e.at().orElse(Instant.MAX))
                                            .thenComparing(Evidence::digest))
                            .map(e -> row(practice, e, freshness, failed, now))
                            .orElseGet(() ->
                                    new Row(practice, State.NOT_ASSESSED, "", Optional.empty())));
        }
        return new Board(rows);
    }

    private static Row row(
            Practice practice,
            Evidence evidence,
            Map<Practice, Duration> freshness,
            Set<Practice> failed,
            Instant now) {
        State state = state(practice, evidence, freshness, failed, now);
        return new Row(
                practice, state, summary(practice, evidence), Optional.of(evidence.digest()));
    }

    private static State state(
            Practice practice,
            Evidence evidence,
            Map<Practice, Duration> freshness,
            Set<Practice> failed,
            Instant now) {
        Outcome outcome = evidence.outcome().orElse(Outcome.FAILED);
        Duration allowed = freshness.get(practice);
        boolean stale =
                evidence.at().isEmpty()
                        || (allowed != null && evidence.at().get().plus(allowed).isBefore(now));
        return switch (outcome) {
            case FAILED -> State.FAILED;
            case NOT_APPLICABLE -> State.NOT_APPLICABLE;
            case PASSED ->
                    failed.contains(practice) ? State.FAILED : stale ? State.STALE : State.PASSED;
        };
    }

    private static String summary(Practice practice, Evidence evidence) {
        Map<String, Json> facts = evidence.facts();
        List<String> names =
                SHOWN.getOrDefault(practice, List.copyOf(facts.keySet())).stream()
                        .filter(facts::containsKey)
                        .limit(SUMMARY_FACTS)
                        .toList();
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            parts.add(name.replace('_', ' ') + " " + shown(facts.getOrDefault(name, Json.nil())));
        }
        return String.join(", ", parts);
    }

    private static String shown(Json value) {
        return switch (value) {
            case Json.Num number -> shown(number);
            case Json.Bool(boolean bool) -> bool ? "yes" : "no";
            case Json.Str(String text) -> text;
            case Json.Obj _, Json.Arr _, Json.Null _ -> "";
        };
    }

    /** Three decimals; what they would round to nothing is written as it stands. */
    private static String shown(Json.Num number) {
        double value = number.asDouble();
        if (value == Math.rint(value) && Math.abs(value) < 0x1p53) {
            return Long.toString((long) value);
        }
        return Math.abs(value) < 0.0005
                ? number.literal()
                : String.format(java.util.Locale.ROOT, "%.3f", value);
    }

    /** How many practices are in a state. */
    public long count(State state) {
        return rows.stream().filter(row -> row.state() == state).count();
    }
}
