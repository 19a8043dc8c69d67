package dev.bulwark.cli.path;

import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateException;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Entitlement;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.SignedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Waivers and break-glass: what is proposed, and when it may be recorded. */
public final class ExceptionStage {
    private ExceptionStage() {}

    /**
     * A waiver of one demand, or of a rule as the explanation of a gate shows it.
     *
     * @param demand the practice demanded; empty if {@code rule} says it
     * @throws BulwarkException if the gate has no such demand, or several
     */
    public static GateException waiver(
            Run run, Gate gate, String demand, String rule, String reason, Duration length)
            throws IOException {
        Asked asked = asked(run, gate);
        List<Demand> demands =
                asked.policy().demanded(gate).stream()
                        .filter(each ->
                                rule.isEmpty()
                                        ? each.evidence().equals(demand)
                                        : GateException.ruleOf(each).equals(rule))
                        .toList();
        if (rule.isEmpty() && demands.size() != 1) {
            throw new BulwarkException(
                    "WAIVER_DEMAND",
                    "gate '%s' has %d demands of '%s'".formatted(gate.id(), demands.size(), demand),
                    "name one with --demand, or its rule with --rule: see"
                            + " 'bulwark gate explain --at "
                            + gate.id()
                            + "'");
        }
        Subject subject =
                demands.isEmpty() ? asked.subjects().getFirst() : asked.about(demands.getFirst());
        return made(
                run,
                asked.policy(),
                GateException.Kind.WAIVER,
                subject,
                gate,
                rule.isEmpty() ? GateException.ruleOf(demands.getFirst()) : rule,
                reason,
                length);
    }

    /** A break-glass of a gate for the model trained last. */
    public static GateException breakGlass(Run run, Gate gate, String reason, Duration length)
            throws IOException {
        Asked asked = asked(run, gate);
        return made(
                run,
                asked.policy(),
                GateException.Kind.BREAK_GLASS,
                asked.subjects().getFirst(),
                gate,
                GateException.WHOLE_GATE,
                reason,
                length);
    }

    /** What a gate would be asked about the model trained last. */
    private record Asked(CompiledPolicy policy, List<Subject> subjects, Transition question) {
        Subject about(Demand demand) {
            Set<Digest> wanted = GateKeeper.about(question, demand);
            return subjects.stream()
                    .filter(each -> wanted.contains(each.digest()))
                    .findFirst()
                    .orElse(subjects.getFirst());
        }
    }

    private static Asked asked(Run run, Gate gate) throws IOException {
        CompiledPolicy policy = GateStage.inForce(run);
        GateStage.requireGuarded(policy, gate);
        List<Subject> subjects = RunStages.subjects(run, TrainStage.last(run));
        List<Digest> digests = subjects.stream().map(Subject::digest).toList();
        return new Asked(
                policy,
                subjects,
                new Transition(gate, digests, run.workspace().verified(), run.now()));
    }

    private static GateException made(
            Run run,
            CompiledPolicy policy,
            GateException.Kind kind,
            Subject subject,
            Gate gate,
            String rule,
            String reason,
            Duration length) {
        Duration longest = policy.policy().exceptions().longest(kind);
        if (!length.isPositive() || length.compareTo(longest) > 0) {
            throw new BulwarkException(
                    "EXCEPTION_TOO_LONG",
                    "a %s of %d h is asked for, the policy allows at most %d h"
                            .formatted(kind.id(), length.toHours(), longest.toHours()),
                    "ask for less; an owner sets policy." + kind.id() + ".longest in bulwark.yaml");
        }
        try {
            return new GateException(kind, subject, gate, rule, reason, run.now().plus(length));
        } catch (IllegalArgumentException e) {
            throw new BulwarkException(
                    "EXCEPTION_INVALID",
                    String.valueOf(e.getMessage()),
                    "see 'bulwark gate explain' for rules that can be waived",
                    e);
        }
    }

    /** Reads a proposal's envelope. */
    public static Envelope read(Path file) throws IOException {
        return ProposalFile.read(file, "'bulwark gate waive' or 'break-glass'");
    }

    /** What a proposal says; its signatures are not verified here. */
    public static GateException content(Path file, Envelope envelope) {
        try {
            return GateException.from(Statement.parse(envelope.payload().toArray()));
        } catch (IllegalArgumentException e) {
            throw new BulwarkException(
                    "PROPOSAL_MALFORMED",
                    "'%s' is no waiver and no break-glass: %s".formatted(file, e.getMessage()),
                    "name the file that 'bulwark gate waive' or 'break-glass' wrote",
                    e);
        }
    }

    /**
     * Records what two people have signed.
     *
     * @throws BulwarkException unless two different people entitled to it have, and it still runs
     */
    public static LoggedEvidence record(Run run, GateException exception, Envelope envelope) {
        VerifiedEvidence verified = run.workspace().verified();
        Set<Person> people = people(run, verified, envelope);
        if (people.size() < GateException.PEOPLE) {
            throw new BulwarkException(
                    "EXCEPTION_NEEDS_TWO",
                    "%s entitled to a %s have signed, and two different ones are needed"
                            .formatted(
                                    people.isEmpty() ? "no people" : "only " + people,
                                    exception.kind().id()),
                    "enrol the other with 'bulwark ledger grant --may %s', then let them sign with"
                                    .formatted(exception.kind().predicateType())
                            + " 'bulwark gate countersign'");
        }
        Duration left = Duration.between(run.now(), exception.expires());
        Duration longest = GateStage.inForce(run).policy().exceptions().longest(exception.kind());
        if (!left.isPositive() || left.compareTo(longest) > 0) {
            throw new BulwarkException(
                    "EXCEPTION_EXPIRED",
                    "it ends at %s, which is %s"
                            .formatted(
                                    exception.expires(),
                                    left.isPositive()
                                            ? "later than the policy allows"
                                            : "over already"),
                    "propose it anew");
        }
        return run.workspace().ledger().record(envelope);
    }

    private static Set<Person> people(Run run, VerifiedEvidence verified, Envelope envelope) {
        Optional<Evidence> evidence =
                switch (verified.roles().keys().verify(envelope)) {
                    case Verification.Valid(Evidence valid) -> Optional.of(valid);
                    case Verification.Invalid(var reason, String detail) ->
                            throw new BulwarkException(
                                    "PROPOSAL_REFUSED",
                                    "the proposal's signatures are refused (%s): %s"
                                            .formatted(reason, detail),
                                    reason.fix());
                };
        return switch (verified.roles().judge(evidence.get(), run.now())) {
            case Entitlement.Entitled(List<SignedBy> signers) ->
                    signers.stream()
                            .map(SignedBy::person)
                            .collect(Collectors.toCollection(TreeSet::new));
            case Entitlement.Refused(var _, String why) ->
                    throw new BulwarkException(
                            "PROPOSAL_NOT_ENTITLED",
                            why,
                            "let an owner grant the role with 'bulwark ledger grant'");
        };
    }
}
