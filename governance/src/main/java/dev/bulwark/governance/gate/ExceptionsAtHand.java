package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.ledger.trust.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The waivers and break-glass that hold for one question: about one of its subjects and its gate,
 * signed by two different people entitled to, not expired, and no longer than the policy allows.
 */
final class ExceptionsAtHand {
    private final ExceptionRules rules;
    private final List<Held> holding = new ArrayList<>();

    /** An exception that holds, and what it lets pass. */
    private record Held(Digest subject, ExceptionUse use) {}

    ExceptionsAtHand(Transition question, ExceptionRules rules) {
        this.rules = rules;
        for (Evidence evidence : question.verified().evidence()) {
            if (GateException.isOne(evidence.statement())) {
                holding(evidence, question).ifPresent(holding::add);
            }
        }
    }

    private Optional<Held> holding(Evidence evidence, Transition question) {
        GateException exception;
        try {
            exception = GateException.from(evidence.statement());
        } catch (IllegalArgumentException e) {
            // What cannot be read lets nothing pass.
            return Optional.empty();
        }
        Standing standing = question.verified().standing(evidence);
        Instant latest = standing.loggedAt().plus(rules.longest(exception.kind()));
        boolean holds =
                exception.gate() == question.gate()
                        && question.subjects().contains(exception.subject().digest())
                        && standing.people().size() >= GateException.PEOPLE
                        && question.now().isBefore(exception.expires())
                        && !exception.expires().isAfter(latest);
        return holds
                ? Optional.of(
                        new Held(
                                exception.subject().digest(),
                                new ExceptionUse(
                                        evidence.digest(),
                                        exception.kind(),
                                        exception.rule(),
                                        exception.reason(),
                                        standing.people(),
                                        exception.expires())))
                : Optional.empty();
    }

    /**
     * A waiver of this rule, if the policy lets one reach as far.
     *
     * @param about what the waiver must be for: one of these
     */
    Optional<ExceptionUse> waiver(
            String rule, Set<Digest> about, Optional<ExceptionRules.Beside> beside) {
        if (beside.isPresent() && !rules.covers(GateException.Kind.WAIVER, beside.get())) {
            return Optional.empty();
        }
        return find(GateException.Kind.WAIVER, rule, about);
    }

    /** The break-glass of the gate for one of these, if there is one. */
    Optional<ExceptionUse> breakGlass(Set<Digest> about) {
        return find(GateException.Kind.BREAK_GLASS, GateException.WHOLE_GATE, about);
    }

    private Optional<ExceptionUse> find(GateException.Kind kind, String rule, Set<Digest> about) {
        return holding.stream()
                .filter(each -> about.contains(each.subject()))
                .map(Held::use)
                .filter(use -> use.kind() == kind && use.rule().equals(rule))
                .findFirst();
    }

    /** Whether a break-glass passes over an unmet demand, or this beside it. */
    boolean breakGlassCovers(Optional<ExceptionRules.Beside> beside) {
        return beside.map(what -> rules.covers(GateException.Kind.BREAK_GLASS, what)).orElse(true);
    }
}
