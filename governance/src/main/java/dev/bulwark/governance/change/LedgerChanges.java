package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.OwnerActs;
import dev.bulwark.ledger.trust.SignedBy;
import dev.bulwark.ledger.trust.SignerRoles;
import dev.bulwark.ledger.trust.Standing;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the book of changes from the verified evidence of a ledger. */
public final class LedgerChanges {
    /** Of changes, gates and keys: what comes of deciding is not what is decided by. */
    private static final Set<String> NO_EVIDENCE =
            Set.of(
                    Change.PREDICATE_TYPE,
                    Ballot.PREDICATE_TYPE,
                    AliasEvent.PREDICATE_TYPE,
                    VerificationSummary.PREDICATE_TYPE,
                    Practice.CHANGE_MANAGEMENT.predicateType(),
                    OwnerActs.ROSTER,
                    OwnerActs.REVOCATION,
                    OwnerActs.POLICY);

    private final SignerRoles roles;
    private final Deque<SignerRoles.InForce> rosters;

    private LedgerChanges(SignerRoles roles) {
        this.roles = roles;
        this.rosters = new ArrayDeque<>(roles.rosters());
    }

    /**
     * The book as the ledger has it; costs as much as reading every statement once.
     *
     * @param verified everything, in the order of the log
     */
    public static ChangeBook read(VerifiedEvidence verified) {
        LedgerChanges reading = new LedgerChanges(verified.roles());
        ChangeBook book = new ChangeBook();
        for (Evidence each : verified.evidence()) {
            Standing standing = verified.standing(each);
            reading.listPeople(standing.index(), book);
            reading.enter(each, standing, book);
        }
        reading.listPeople(Long.MAX_VALUE, book);
        return book;
    }

    /** Enters the rosters up to an entry; also those that left nobody and are no evidence. */
    private void listPeople(long index, ChangeBook book) {
        while (!rosters.isEmpty() && rosters.getFirst().index() <= index) {
            SignerRoles.InForce listed = rosters.removeFirst();
            book.enter(
                    new ChangeEvent.PeopleListed(
                            new RosterElectorate(listed.roster(), roles.revocations())),
                    listed.index(),
                    listed.loggedAt());
        }
    }

    /**
     * What would come of recording a statement now.
     *
     * @param signers who signed it, entitled to it
     * @return why it would change nothing; empty if it would count
     */
    static Optional<String> rehearse(
            VerifiedEvidence verified, Evidence statement, List<SignedBy> signers, Instant now) {
        ChangeBook book = read(verified);
        int before = book.refused().size();
        new LedgerChanges(verified.roles())
                .enter(statement, new Standing(Long.MAX_VALUE, now, signers), book);
        List<ChangeBook.Refused> refused = book.refused();
        return refused.size() == before ? Optional.empty() : Optional.of(refused.getLast().why());
    }

    private void enter(Evidence evidence, Standing standing, ChangeBook book) {
        try {
            for (ChangeEvent event : events(evidence, standing)) {
                book.enter(event, standing.index(), standing.loggedAt());
            }
        } catch (BulwarkException e) {
            // Not by this version, or not what it claims to be: it moves nothing, and is named.
            book.skip(standing.index(), e.what());
        }
    }

    private List<ChangeEvent> events(Evidence evidence, Standing standing) {
        String type = evidence.statement().predicateType();
        return switch (type) {
            case OwnerActs.POLICY -> {
                GatePolicy policy = GatePolicy.from(evidence);
                yield List.of(new ChangeEvent.PolicySigned(policy.digest(), policy.changes()));
            }
            case Change.PREDICATE_TYPE -> List.of(proposed(evidence, standing));
            case Ballot.PREDICATE_TYPE -> {
                Ballot ballot = Ballot.from(evidence);
                List<ChangeEvent> cast = new ArrayList<>();
                for (SignedBy signer : standing.signers()) {
                    cast.add(new ChangeEvent.Cast(ballot, signed(signer, evidence)));
                }
                yield cast;
            }
            case AliasEvent.PREDICATE_TYPE ->
                    List.of(new ChangeEvent.Executed(AliasEvent.from(evidence), evidence.digest()));
            case VerificationSummary.PREDICATE_TYPE -> decided(evidence);
            default ->
                    NO_EVIDENCE.contains(type)
                            ? List.of()
                            : List.of(
                                    new ChangeEvent.EvidenceLogged(
                                            evidence.digest(), subjects(evidence)));
        };
    }

    private static Set<Digest> subjects(Evidence evidence) {
        return evidence.statement().subjects().stream()
                .map(Subject::digest)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static ChangeEvent proposed(Evidence evidence, Standing standing) {
        Change change = Change.from(evidence);
        SignedBy signer =
                standing.signers().stream()
                        .filter(each -> each.person().name().equals(change.author()))
                        .findFirst()
                        .orElse(standing.signers().getFirst());
        return new ChangeEvent.Proposed(change, change.digest(), signed(signer, evidence));
    }

    private static Signed signed(SignedBy signer, Evidence evidence) {
        return new Signed(signer.person().name(), signer.key(), evidence.digest());
    }

    /** A summary of our own gates; one of another verifier says nothing of them. */
    private static List<ChangeEvent> decided(Evidence evidence) {
        Json.Obj predicate = evidence.statement().predicate();
        Optional<Gate> gate = text(predicate, "bulwark_gate").flatMap(Gate::byId);
        Optional<Digest> policy =
                predicate.get("policy").isPresent()
                        ? text(predicate.object("policy").object("digest"), "sha256")
                                .filter(hex -> hex.matches("[0-9a-f]{64}"))
                                .map(Digest::new)
                        : Optional.empty();
        if (gate.isEmpty() || policy.isEmpty()) {
            return List.of();
        }
        return List.of(
                new ChangeEvent.GateDecided(
                        evidence.digest(),
                        gate.get(),
                        text(predicate, "verificationResult").filter("PASSED"::equals).isPresent(),
                        policy.get(),
                        evidence.statement().subjects().getFirst().digest()));
    }

    private static Optional<String> text(Json.Obj json, String member) {
        return json.get(member).orElse(Json.nil()) instanceof Json.Str(String text)
                ? Optional.of(text)
                : Optional.empty();
    }
}
