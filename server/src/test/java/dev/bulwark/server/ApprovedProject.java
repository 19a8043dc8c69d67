package dev.bulwark.server;

import dev.bulwark.governance.change.AliasFile;
import dev.bulwark.governance.change.Ballot;
import dev.bulwark.governance.change.Change;
import dev.bulwark.governance.change.ChangeBook;
import dev.bulwark.governance.change.ChangeDesk;
import dev.bulwark.governance.change.ChangeKind;
import dev.bulwark.governance.change.Execution;
import dev.bulwark.governance.change.PolicyInForce;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** People around a project: ada proposes what an alias is to mean, and bob approves it. */
final class ApprovedProject {
    /** The role that approves. */
    static final String RISK = "risk";

    private static final SigningKeys ADA = SigningKeys.generate();
    private static final SigningKeys BOB = SigningKeys.generate();

    private final TestProject project;

    /** Enrols both at {@code at}. */
    ApprovedProject(TestProject project, Instant at) {
        this.project = project;
        Roster roster =
                new Roster(
                        1,
                        Optional.empty(),
                        List.of(
                                member("ada", ADA, "author", Change.PREDICATE_TYPE),
                                member("bob", BOB, RISK, Ballot.PREDICATE_TYPE)));
        try (Ledger ledger = project.ledger(() -> at)) {
            ledger.record(TestProject.KEYS.sign(roster.statement()));
        }
    }

    private static RosterMember member(String name, SigningKeys keys, String role, String type) {
        return new RosterMember(
                new Person(name),
                SignerKeys.of(keys.publicKeys()),
                List.of(new Grant(role, List.of(type), Instant.EPOCH, Optional.empty())));
    }

    /** Both make an alias mean a model. */
    void promote(String alias, Subject model, Instant at) throws IOException {
        Execution execution = promotion(alias, model, at, true);
        if (!(execution instanceof Execution.Done)) {
            throw new AssertionError(execution);
        }
    }

    /** Ada proposes it, and nobody approves. */
    Execution proposeAlone(String alias, Subject model, Instant at) throws IOException {
        return promotion(alias, model, at, false);
    }

    private Execution promotion(String alias, Subject model, Instant at, boolean approved)
            throws IOException {
        try (Ledger ledger = project.ledger(() -> at)) {
            ChangeDesk desk =
                    ChangeDesk.open(
                            ledger,
                            TestProject.KEYS.trusted(),
                            TestProject.KEYS,
                            new AliasFile(project.state().resolve("aliases.json")),
                            () -> at);
            Change change = change(alias, model, at, desk.book());
            desk.record(ADA.sign(change.statement()));
            if (approved) {
                desk.record(
                        BOB.sign(
                                Ballot.on(change, Ballot.Vote.APPROVE, "", Optional.empty())
                                        .statement()));
            }
            return desk.execute(
                    change.id(),
                    (gate, about, verified, now) ->
                            GateKeeper.decide(
                                    new Transition(gate, digests(about), verified, now),
                                    PolicyInForce.compiled(verified).orElseThrow()));
        }
    }

    private static Change change(String alias, Subject model, Instant at, ChangeBook book) {
        return new Change(
                alias + "-" + book.ids().size(),
                1,
                Optional.empty(),
                ChangeKind.PROMOTE,
                "Promote",
                "It is better.",
                alias,
                book.current(alias),
                model.digest(),
                List.of(model),
                List.of(),
                Optional.empty(),
                book.evidenceAbout(List.of(model)),
                book.policy().orElseThrow(),
                "ada",
                at);
    }

    private static List<Digest> digests(List<Subject> about) {
        return about.stream().map(Subject::digest).toList();
    }
}
