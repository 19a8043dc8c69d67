package dev.bulwark.governance.gate;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * What two people sign so that a gate lets something pass although it would refuse: a waiver of one
 * rule, or a break-glass of a whole gate. Bound to one artifact by its digest, to one gate, and for
 * a waiver to the exact rule; it ends by itself.
 *
 * @param kind which of the two
 * @param subject the artifact
 * @param gate the gate
 * @param rule for a waiver {@code demand:<digest>}, {@code malicious:<digest>} or {@code
 *     broken:<file>}, as {@code bulwark gate explain} shows it; for a break-glass {@code gate}
 * @param reason one line of 1 to {@value #LONGEST_REASON} characters, for whoever reads it later
 * @param expires the first second it no longer counts; the policy bounds how far away it may be
 */
public record GateException(
        Kind kind, Subject subject, Gate gate, String rule, String reason, Instant expires) {
    /** Longest reason in characters. */
    public static final int LONGEST_REASON = 1_000;

    /** The rule of a break-glass: all of them. */
    public static final String WHOLE_GATE = "gate";

    /** How many people must sign. */
    public static final int PEOPLE = 2;

    private static final int VERSION = 1;
    private static final int LONGEST_RULE = 512;
    private static final Set<String> MEMBERS =
            Set.of("version", "gate", "rule", "reason", "expires");

    /** The two kinds. */
    public enum Kind {
        /** One rule does not count for one artifact. */
        WAIVER("waiver"),
        /** A whole gate opens for one artifact, in an emergency. */
        BREAK_GLASS("break-glass");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** The word in output and evidence. */
        public String id() {
            return id;
        }

        /** The predicate type of the statement. */
        public String predicateType() {
            return "https://bulwark.dev/" + id + "/v1";
        }
    }

    public GateException {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(gate);
        expires = expires.truncatedTo(ChronoUnit.SECONDS);
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "a reason has 1 to %d characters, but got %d"
                            .formatted(LONGEST_REASON, reason.length()));
        }
        if (!PlainText.isOneLine(reason) || !PlainText.isOneLine(subject.name())) {
            throw new IllegalArgumentException(
                    "reason and artifact are named without characters that control the display");
        }
        boolean whole = rule.equals(WHOLE_GATE);
        boolean one = rule.matches("(demand|malicious):[0-9a-f]{64}|broken:[^\\p{Cntrl}]+");
        if (rule.length() > LONGEST_RULE || (kind == Kind.WAIVER ? !one : !whole)) {
            throw new IllegalArgumentException(
                    "a %s cannot be of the rule '%s'"
                            .formatted(kind.id(), rule.replaceAll("\\p{Cntrl}", "?")));
        }
    }

    /** The rule of a demand: its exact content, so that a changed demand is another rule. */
    public static String ruleOf(Demand demand) {
        return "demand:" + demand.toJson().digest().hex();
    }

    /** The rule of one finding of malice. */
    public static String ruleOfFinding(Digest evidence) {
        return "malicious:" + evidence.hex();
    }

    /** The rule of one broken file of evidence. */
    public static String ruleOfBroken(String file) {
        return "broken:" + file;
    }

    /** The statement for two people to sign. */
    public Statement statement() {
        return new Statement(
                java.util.List.of(subject),
                kind.predicateType(),
                Json.obj(
                        "version",
                        VERSION,
                        "gate",
                        gate.id(),
                        "rule",
                        rule,
                        "reason",
                        reason,
                        "expires",
                        expires.toString()));
    }

    /** Whether a statement is of either kind. */
    public static boolean isOne(Statement statement) {
        return Arrays.stream(Kind.values())
                .anyMatch(kind -> kind.predicateType().equals(statement.predicateType()));
    }

    /**
     * Reads a statement strictly.
     *
     * @throws IllegalArgumentException if it is neither kind, or speaks of more than one artifact
     */
    public static GateException from(Statement statement) {
        try {
            Kind kind =
                    Arrays.stream(Kind.values())
                            .filter(each -> each.predicateType().equals(statement.predicateType()))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalArgumentException("it is no exception of a gate"));
            Json.Obj json = statement.predicate();
            if (!MEMBERS.equals(json.members().keySet())
                    || json.integer("version") != VERSION
                    || statement.subjects().size() != 1) {
                throw new IllegalArgumentException(
                        "it is not of version %d about one artifact".formatted(VERSION));
            }
            return new GateException(
                    kind,
                    statement.subjects().getFirst(),
                    Gate.byId(json.string("gate"))
                            .orElseThrow(() ->
                                    new IllegalArgumentException("it names no gate there is")),
                    json.string("rule"),
                    json.string("reason"),
                    Instant.parse(json.string("expires")));
        } catch (BulwarkException | DateTimeException e) {
            throw new IllegalArgumentException("it cannot be read: " + e.getMessage(), e);
        }
    }
}
