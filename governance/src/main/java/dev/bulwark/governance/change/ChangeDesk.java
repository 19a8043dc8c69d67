package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.LoggedEvidence;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Entitlement;
import dev.bulwark.ledger.trust.SignedBy;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where changes are recorded and executed. Thread-safe; one desk a ledger.
 *
 * <p><b>Guarantees:</b> what it records counts at the moment of recording, or nothing is recorded.
 * A change is executed at most once, whoever tries at the same time: the ledger's lock keeps other
 * processes out, this desk other threads, and should both fail, only the first event in the log
 * counts. Every decision is taken on the ledger itself.
 */
public final class ChangeDesk {
    private static final Set<String> RECORDED =
            Set.of(Change.PREDICATE_TYPE, Ballot.PREDICATE_TYPE);

    /** Asks a gate under the policy in force. */
    @FunctionalInterface
    public interface GateCheck {
        /**
         * Decides without recording.
         *
         * @param about the model first
         * @param verified the ledger as it is under the lock
         */
        GateDecision decide(Gate gate, List<Subject> about, VerifiedEvidence verified, Instant now);
    }

    private final Ledger ledger;
    private final TrustedKeys owners;
    private final Signer recorder;
    private final AliasFile aliases;
    private final InstantSource clock;

    private ChangeDesk(
            Ledger ledger,
            TrustedKeys owners,
            Signer recorder,
            AliasFile aliases,
            InstantSource clock) {
        this.ledger = ledger;
        this.owners = owners;
        this.recorder = recorder;
        this.aliases = aliases;
        this.clock = clock;
    }

    /**
     * Opens the desk, and finishes what a crash left: the file of aliases is made to say what the
     * ledger says.
     *
     * @param owners whose keys the ledger is read with
     * @param recorder signs executions and gate decisions
     * @param aliases derived from the ledger
     */
    public static ChangeDesk open(
            Ledger ledger,
            TrustedKeys owners,
            Signer recorder,
            AliasFile aliases,
            InstantSource clock)
            throws IOException {
        ChangeDesk desk = new ChangeDesk(ledger, owners, recorder, aliases, clock);
        aliases.reconcile(desk.book());
        return desk;
    }

    /** The book as the ledger has it now. */
    public ChangeBook book() {
        return LedgerChanges.read(verified());
    }

    private VerifiedEvidence verified() {
        return ledger.reader().verified(owners);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Records a proposal, an approval, a rejection or a withdrawal that somebody signed.
     *
     * @throws BulwarkException if it would not count, and why: its signer is unknown or not
     *     entitled, or it is about another revision than the last
     */
    public synchronized LoggedEvidence record(Envelope envelope) {
        VerifiedEvidence verified = verified();
        Evidence evidence = evidence(envelope, verified);
        if (!RECORDED.contains(evidence.statement().predicateType())) {
            throw refused("it is no proposal and no approval");
        }
        List<SignedBy> signers =
                switch (verified.roles().judge(evidence, now())) {
                    case Entitlement.Entitled(List<SignedBy> entitled) -> entitled;
                    case Entitlement.Refused(var _, String why) -> throw refused(why);
                };
        Optional<String> why = LedgerChanges.rehearse(verified, evidence, signers, now());
        if (why.isPresent()) {
            throw refused(why.get());
        }
        requireFit(evidence, signers, verified);
        return ledger.record(envelope);
    }

    /** What can be recorded and will never count is refused while its signer is still there. */
    private void requireFit(Evidence evidence, List<SignedBy> signers, VerifiedEvidence verified) {
        if (!evidence.statement().predicateType().equals(Ballot.PREDICATE_TYPE)) {
            requireTrueDiff(Change.from(evidence), verified);
            return;
        }
        Ballot ballot = Ballot.from(evidence);
        ChangeBook book = LedgerChanges.read(verified);
        ChangeStatus status = book.status(ballot.id(), now()).orElseThrow();
        String person = signers.getFirst().person().name();
        boolean author = status.change().author().equals(person);
        if (author && ballot.vote() != Ballot.Vote.WITHDRAW) {
            throw new BulwarkException(
                    "CHANGE_OWN_APPROVAL",
                    "%s is the author of change '%s', and an author's approval never counts"
                            .formatted(person, ballot.id()),
                    "let somebody else approve it: " + status.missing());
        }
        if (!author && ballot.vote() != Ballot.Vote.WITHDRAW) {
            requireApprover(person, status, book);
        }
    }

    private static void requireTrueDiff(Change change, VerifiedEvidence verified) {
        boolean isTrue =
                change.content().isEmpty()
                        || ChangedDocument.differences(change, verified)
                                .filter(change.diff()::equals)
                                .isPresent();
        if (!isTrue) {
            throw new BulwarkException(
                    "CHANGE_DIFF_FALSE",
                    "change '%s' lists %d differences, and its document has others from %s"
                            .formatted(
                                    change.id(),
                                    change.diff().size(),
                                    change.from().map(Digest::abbreviated).orElse("nothing")),
                    "propose it with 'bulwark change propose', which lists them all");
        }
    }

    private void requireApprover(String person, ChangeStatus status, ChangeBook book) {
        boolean spoken =
                status.words().stream()
                        .anyMatch(word ->
                                word.by().person().equals(person)
                                        && word.force() == Word.Force.COUNTS);
        if (!spoken && !status.missing().contains(person)) {
            throw new BulwarkException(
                    "CHANGE_NO_APPROVER",
                    "%s holds none of the roles that approve changes: %s"
                            .formatted(
                                    person,
                                    book.rules().map(rules -> rules.approvers()).orElse(Set.of())),
                    "let one of these people approve it: " + status.missing());
        }
    }

    private Evidence evidence(Envelope envelope, VerifiedEvidence verified) {
        return switch (verified.roles().keys().verify(envelope)) {
            case Verification.Valid(Evidence valid) -> valid;
            case Verification.Invalid(Verification.Reason reason, String detail) ->
                    throw new BulwarkException(
                            "CHANGE_REFUSED", "it is not recorded: " + detail, reason.fix());
        };
    }

    private static BulwarkException refused(String why) {
        return new BulwarkException(
                "CHANGE_REFUSED",
                "it is not recorded, for it would not count: " + why,
                "look at it with 'bulwark change show', and sign what is there now");
    }

    /**
     * Executes a change: everything is checked on the ledger, the gate of its kind is asked, and
     * decision and event are appended together.
     *
     * @param gates asks a gate under the policy in force
     * @throws IOException if the file of aliases cannot be written; the change is executed then,
     *     and the file follows when the desk is opened again
     */
    public synchronized Execution execute(String id, GateCheck gates) throws IOException {
        VerifiedEvidence verified = verified();
        Instant now = now();
        Optional<ChangeStatus> found = LedgerChanges.read(verified).status(id, now);
        if (found.isEmpty() || !found.get().isReady()) {
            return new Execution.Refused(
                    found.map(ChangeStatus::obstacles)
                            .orElseGet(() -> List.of(ChangeBook.unknown(id))),
                    Optional.empty());
        }
        ChangeStatus status = found.get();
        Change change = status.change();
        Optional<GateDecision> decision =
                change.kind().gate().map(gate -> gates.decide(gate, change.about(), verified, now));
        List<Obstacle> refusals = decision.map(d -> refusals(d, change)).orElse(List.of());
        String system = system(verified);
        if (!refusals.isEmpty()) {
            decision.ifPresent(d ->
                    ledger.record(
                            recorder.sign(VerificationSummary.of(d, change.about(), system))));
            return new Execution.Refused(refusals, decision);
        }
        return outcome(change.target(), append(status, decision, system, now), decision);
    }

    /** The digest of the event's envelope. */
    private Digest append(
            ChangeStatus status, Optional<GateDecision> decision, String system, Instant now) {
        Change change = status.change();
        List<Envelope> envelopes = new ArrayList<>();
        decision.ifPresent(d ->
                envelopes.add(recorder.sign(VerificationSummary.of(d, change.about(), system))));
        AliasEvent event =
                AliasEvent.of(
                        change,
                        status.approvals().stream().map(Word::by).toList(),
                        decision.map(_ -> envelopes.getFirst().digest()),
                        now);
        Envelope moved = recorder.sign(event.statement());
        envelopes.add(moved);
        ChangedDocument.policy(change)
                .ifPresent(policy -> envelopes.add(recorder.sign(policy.statement())));
        envelopes.add(recorder.sign(practice(status, now)));
        ledger.recordAll(envelopes);
        return moved.digest();
    }

    /** Read back from the ledger: had another been first, ours would not count. */
    private Execution outcome(String target, Digest moved, Optional<GateDecision> decision)
            throws IOException {
        ChangeBook book = book();
        aliases.reconcile(book);
        AliasRecord ours =
                book.history(target).stream()
                        .filter(line -> line.envelope().equals(moved))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("recorded and not read: " + moved));
        return ours.counts()
                ? new Execution.Done(ours, decision)
                : new Execution.Refused(ours.against(), decision);
    }

    private static List<Obstacle> refusals(GateDecision decision, Change change) {
        if (!decision.policy().equals(change.policy())) {
            return List.of(
                    new Obstacle(
                            Obstacle.Kind.GATE,
                            "gate '%s' decided by policy %s, in force is %s"
                                    .formatted(
                                            decision.gate().id(),
                                            decision.policy().abbreviated(),
                                            change.policy().abbreviated()),
                            "make bulwark.yaml say what the signed policy says, or propose a"
                                    + " change of the policy"));
        }
        if (decision instanceof GateDecision.Allow) {
            return List.of();
        }
        // Whatever is no plain permission refuses: no kind of change breaks the glass.
        List<Obstacle> obstacles = new ArrayList<>();
        if (decision instanceof GateDecision.Deny deny) {
            deny.reasons().stream().map(reason -> refused(deny, reason)).forEach(obstacles::add);
        }
        if (obstacles.isEmpty()) {
            obstacles.add(
                    new Obstacle(
                            Obstacle.Kind.GATE,
                            "gate '%s' does not allow it".formatted(decision.gate().id()),
                            "see 'bulwark gate --at %s'".formatted(decision.gate().id())));
        }
        return obstacles;
    }

    private static Obstacle refused(GateDecision decision, GateDecision.Reason reason) {
        return new Obstacle(
                Obstacle.Kind.GATE,
                "gate '%s': %s".formatted(decision.gate().id(), reason.what()),
                reason.fix());
    }

    private static String system(VerifiedEvidence verified) {
        return verified.evidence().reversed().stream()
                .filter(e ->
                        e.statement()
                                .predicateType()
                                .equals(dev.bulwark.ledger.trust.OwnerActs.POLICY))
                .findFirst()
                .map(e -> e.statement().predicate().string("system"))
                .orElse("bulwark");
    }

    /** Evidence of the practice, for gates and the board. */
    private static Statement practice(ChangeStatus status, Instant now) {
        Change change = status.change();
        return PracticeEvidence.of(
                        Practice.CHANGE_MANAGEMENT,
                        Outcome.PASSED,
                        now,
                        Json.obj("kind", change.kind().id(), "target", change.target()),
                        Json.obj(
                                "approvals",
                                status.approvals().size(),
                                "quorum",
                                status.quorum(),
                                "revisions",
                                change.revision(),
                                "kind",
                                change.kind().id(),
                                "target",
                                change.target(),
                                "change",
                                status.digest()),
                        OptionalLong.empty())
                .about(List.of(new Subject(change.target(), change.to())));
    }
}
