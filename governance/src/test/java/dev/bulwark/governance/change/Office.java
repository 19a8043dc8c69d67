package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.LedgerFolders;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Revocation;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.testkit.FixedClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * People with real keys around a real ledger: ada proposes, bob, cyd and dan hold the role {@code
 * risk}, and bob has a second pair of keys.
 */
final class Office implements AutoCloseable {
    static final Subject MODEL_A = new Subject("credit", digest("model a"));
    static final Subject MODEL_B = new Subject("credit", digest("model b"));
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final SigningKeys OWNER = SigningKeys.generate();
    private static final Map<String, SigningKeys> KEYS = new HashMap<>();

    static {
        for (String key : List.of("ada", "bob", "bob-2", "cyd", "dan", "eve")) {
            KEYS.put(key, SigningKeys.generate());
        }
    }

    private final FixedClock clock = FixedClock.at(START);
    private final Path folder;
    private Ledger ledger;
    private ChangeDesk desk;

    Office(Path folder, int quorum) throws IOException {
        this.folder = folder;
        this.ledger = openLedger();
        this.desk = openDesk();
        own(roster(List.of("risk")).statement());
        own(policy(quorum).statement());
        evidence(MODEL_A);
        evidence(MODEL_B);
    }

    static Digest digest(String name) {
        return Digest.of(name.getBytes(StandardCharsets.UTF_8));
    }

    private Ledger openLedger() {
        return Ledger.open(
                LedgerFolders.in(folder), "bulwark.dev/log/office", OWNER.ed25519(), clock);
    }

    private ChangeDesk openDesk() throws IOException {
        return ChangeDesk.open(ledger, OWNER.trusted(), OWNER, new AliasFile(file()), clock);
    }

    Path file() {
        return folder.resolve("aliases.json");
    }

    FixedClock clock() {
        return clock;
    }

    Ledger ledger() {
        return ledger;
    }

    ChangeDesk desk() {
        return desk;
    }

    VerifiedEvidence verified() {
        return ledger.reader().verified(OWNER.trusted());
    }

    /** As after a crash: everything that is not on the disk is gone. */
    void reopen() throws IOException {
        ledger.close();
        ledger = openLedger();
        desk = openDesk();
    }

    static SigningKeys keys(String name) {
        return java.util.Objects.requireNonNull(KEYS.get(name));
    }

    /** The owner signs and logs a statement. */
    Digest own(dev.bulwark.kernel.evidence.Statement statement) {
        return ledger.record(OWNER.sign(statement)).digest();
    }

    private static Roster roster(List<String> roles) {
        List<RosterMember> members = new ArrayList<>();
        KEYS.forEach((key, pair) -> {
            String person = key.replace("-2", "");
            List<Grant> grants = new ArrayList<>();
            grants.add(
                    new Grant("author", List.of(Change.PREDICATE_TYPE), START, Optional.empty()));
            grants.add(new Grant("voter", List.of(Ballot.PREDICATE_TYPE), START, Optional.empty()));
            if (!person.equals("eve")) {
                roles.forEach(role ->
                        grants.add(
                                new Grant(
                                        role,
                                        List.of(Ballot.PREDICATE_TYPE),
                                        START,
                                        Optional.empty())));
            }
            members.add(
                    new RosterMember(new Person(person), SignerKeys.of(pair.publicKeys()), grants));
        });
        return new Roster(1, Optional.empty(), members);
    }

    void revoke(String key) {
        own(
                new Revocation(
                                SignerKeys.of(keys(key).publicKeys()).id(),
                                clock.instant(),
                                Revocation.Reason.COMPROMISED)
                        .statement());
    }

    static GatePolicy policy(int quorum) {
        Demand trail = new Demand("audit-trail", Optional.empty(), Optional.empty());
        return new GatePolicy(
                "office",
                new EnumMap<>(Map.of(Gate.RELEASE, List.of(trail), Gate.SERVE, List.of(trail))),
                Optional.of(new ChangeRules(quorum, Set.of("risk"), Duration.ofDays(7))));
    }

    void evidence(Subject model) {
        own(
                PracticeEvidence.of(
                                Practice.AUDIT_TRAIL,
                                Outcome.PASSED,
                                clock.instant(),
                                Json.obj("log", "office"),
                                Json.obj("entries", 3, "findings", 0, "clean", true),
                                OptionalLong.empty())
                        .about(List.of(model)));
    }

    /** What promoting {@code model} to production would be, proposed by {@code author}. */
    Change promotion(String id, String author, Subject model) {
        ChangeBook book = desk.book();
        return new Change(
                id,
                1,
                Optional.empty(),
                ChangeKind.PROMOTE,
                "Promote",
                "It is better.",
                "production",
                book.current("production"),
                model.digest(),
                List.of(model),
                List.of(),
                Optional.empty(),
                book.evidenceAbout(List.of(model)),
                book.policy().orElseThrow(),
                author,
                clock.instant());
    }

    Change propose(String id, String author, Subject model) {
        Change change = promotion(id, author, model);
        desk.record(keys(author).sign(change.statement()));
        return change;
    }

    /** What replacing the policy in force would be, proposed by {@code author}. */
    Change policyChange(GatePolicy to, String author) {
        GatePolicy before = PolicyInForce.read(verified()).orElseThrow();
        return new Change(
                "gates",
                1,
                Optional.empty(),
                ChangeKind.POLICY,
                "Change the gates",
                "We are few.",
                "policy",
                Optional.of(before.digest()),
                to.digest(),
                List.of(new Subject("policy", to.digest())),
                JsonDiff.between(before.toJson(), to.toJson()),
                Optional.of(to.toJson()),
                List.of(),
                before.digest(),
                author,
                clock.instant());
    }

    /** The same, proposed, approved and executed. */
    Execution replacePolicy(GatePolicy to, String author, String... approvers) throws IOException {
        Change change = policyChange(to, author);
        desk.record(keys(author).sign(change.statement()));
        approve(change, approvers);
        return execute(change.id());
    }

    static Envelope ballot(Change change, Ballot.Vote vote, String key) {
        return keys(key).sign(Ballot.on(change, vote, "", Optional.empty()).statement());
    }

    void approve(Change change, String... keys) {
        for (String key : keys) {
            desk.record(ballot(change, Ballot.Vote.APPROVE, key));
        }
    }

    Execution execute(String id) throws IOException {
        return desk.execute(id, Office::decide);
    }

    static GateDecision decide(
            Gate gate, List<Subject> about, VerifiedEvidence verified, Instant now) {
        List<Digest> subjects = about.stream().map(Subject::digest).toList();
        return GateKeeper.decide(
                new Transition(gate, subjects, verified, now),
                PolicyInForce.compiled(verified).orElseThrow());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
