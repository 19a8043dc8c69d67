package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.store.FolderPayloads;
import dev.bulwark.ledger.trust.Entitlement;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.OwnerActs;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Revocation;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.ledger.trust.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignerRolesTest {
    private static final SigningKeys OWNER = EvidenceFixture.KEYS;
    private static final SigningKeys ALICE = SigningKeys.generate();
    private static final SigningKeys BOB = SigningKeys.generate();
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final String AUDIT = Practice.BIAS_AUDIT.predicateType();

    @TempDir private Path root;
    private Instant now = START;
    private long number;

    private LoggedEvidence record(Envelope envelope) {
        try (Ledger ledger =
                Ledger.open(LedgerFolders.in(root), TestKeys.ORIGIN, OWNER.ed25519(), () -> now)) {
            return ledger.append(List.of(envelope)).getFirst(); // also of other versions
        }
    }

    private LoggedEvidence record(Signer signer, Practice practice) {
        return record(EvidenceFixture.envelope((SigningKeys) signer, practice, "credit", ++number));
    }

    private LoggedEvidence record(Statement statement) {
        return record(OWNER.sign(statement));
    }

    private VerifiedEvidence verified() {
        return EvidenceFixture.reader(root).verified(OWNER.trusted());
    }

    private static RosterMember member(SigningKeys keys, String person, Grant... grants) {
        return new RosterMember(
                new Person(person), SignerKeys.of(keys.publicKeys()), List.of(grants));
    }

    private static Grant auditor(Instant from, Duration length) {
        return new Grant("auditor", List.of("bias-audit"), from, Optional.of(from.plus(length)));
    }

    private LoggedEvidence enrol(RosterMember... members) {
        Optional<SignerRolesInForce> current = current();
        Roster roster =
                new Roster(
                        current.map(SignerRolesInForce::serial).orElse(0L) + 1,
                        current.map(SignerRolesInForce::envelope),
                        List.of(members));
        return record(roster.statement());
    }

    private record SignerRolesInForce(long serial, Digest envelope) {}

    private Optional<SignerRolesInForce> current() {
        return number == 0 && now.equals(START) && !Files.exists(root.resolve("ledger"))
                ? Optional.empty()
                : verified()
                        .roles()
                        .current()
                        .map(each ->
                                new SignerRolesInForce(each.roster().serial(), each.envelope()));
    }

    private void after(Duration duration) {
        now = now.plus(duration);
    }

    private void assertCounts(LoggedEvidence logged, String person) {
        Standing standing = verified().standingOf(logged.digest()).orElseThrow();
        assertThat(standing.people()).containsExactly(new Person(person));
        assertThat(standing.index()).isEqualTo(logged.index());
    }

    private void assertRefused(LoggedEvidence logged, BrokenEvidence.Flaw flaw) {
        VerifiedEvidence verified = verified();
        assertThat(verified.standings()).doesNotContainKey(logged.digest());
        assertThat(verified.broken())
                .filteredOn(each -> each.file().contains(logged.digest().hex()))
                .singleElement()
                .satisfies(each -> assertThat(each.flaw()).isEqualTo(flaw));
    }

    @Test
    void withoutARosterTheOwnerHoldsEveryRole() {
        LoggedEvidence logged = record(OWNER, Practice.BIAS_AUDIT);

        assertCounts(logged, "owner");
        assertThat(verified().standing(verified().evidence().getFirst()).isBy("owner")).isTrue();
        assertThat(verified().broken()).isEmpty();
    }

    @Test
    void aMemberOfTheRosterCountsInItsRoleAndInNoOther() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))));

        assertCounts(record(ALICE, Practice.BIAS_AUDIT), "alice");
        assertRefused(record(ALICE, Practice.SIGNING), BrokenEvidence.Flaw.WRONG_ROLE);
        assertThat(verified().blocking()).isEmpty();
    }

    @Test
    void aRoleHoldsFromItsFirstSecondUntilItsLast() {
        enrol(member(ALICE, "alice", auditor(START.plusSeconds(10), Duration.ofSeconds(20))));

        assertRefused(record(ALICE, Practice.BIAS_AUDIT), BrokenEvidence.Flaw.OUT_OF_WINDOW);
        after(Duration.ofSeconds(10));
        assertCounts(record(ALICE, Practice.BIAS_AUDIT), "alice");
        after(Duration.ofSeconds(19));
        assertCounts(record(ALICE, Practice.BIAS_AUDIT), "alice");
        after(Duration.ofSeconds(1));
        assertRefused(record(ALICE, Practice.BIAS_AUDIT), BrokenEvidence.Flaw.OUT_OF_WINDOW);
    }

    @Test
    void aClockSetBackMakesNoExpiredKeyValidAgain() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(1))));
        after(Duration.ofDays(2));
        record(OWNER, Practice.SIGNING);
        after(Duration.ofDays(-2));

        assertRefused(record(ALICE, Practice.BIAS_AUDIT), BrokenEvidence.Flaw.OUT_OF_WINDOW);
    }

    @Test
    void aClockSetBackMakesNoExpiredKeyValidAgainWhenWhatShowsItIsGone() throws IOException {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(1))));
        after(Duration.ofDays(2));
        Digest shows = record(OWNER, Practice.SIGNING).digest();
        after(Duration.ofDays(-2));
        LoggedEvidence late = record(ALICE, Practice.BIAS_AUDIT);
        Files.delete(new FolderPayloads(LedgerFolders.in(root).evidence()).envelopeFile(shows));

        assertRefused(late, BrokenEvidence.Flaw.OUT_OF_WINDOW);
    }

    @Test
    void whatWasLoggedBeforeARevocationStandsAndWhatCameAfterIsRefused() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))));
        LoggedEvidence before = record(ALICE, Practice.BIAS_AUDIT);
        after(Duration.ofHours(1));
        LoggedEvidence stolen = record(ALICE, Practice.BIAS_AUDIT);
        after(Duration.ofHours(1));
        record(
                new Revocation(
                                SignerKeys.of(ALICE.publicKeys()).id(),
                                START.plus(Duration.ofMinutes(30)),
                                Revocation.Reason.COMPROMISED)
                        .statement());

        assertCounts(before, "alice");
        assertRefused(stolen, BrokenEvidence.Flaw.REVOKED);
        assertRefused(record(ALICE, Practice.BIAS_AUDIT), BrokenEvidence.Flaw.REVOKED);
        assertThat(verified().broken().getLast().why()).contains("alice").contains("compromised");
    }

    @Test
    void aRevocationToComeLetsAKeySignUntilThen() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))));
        record(
                new Revocation(
                                SignerKeys.of(ALICE.publicKeys()).id(),
                                START.plus(Duration.ofDays(1)),
                                Revocation.Reason.SUPERSEDED)
                        .statement());

        assertCounts(record(ALICE, Practice.BIAS_AUDIT), "alice");
        after(Duration.ofDays(1));
        assertRefused(record(ALICE, Practice.BIAS_AUDIT), BrokenEvidence.Flaw.REVOKED);
    }

    @Test
    void onlyAnOwnerMaySignRostersRevocationsAndPolicies() {
        enrol(member(ALICE, "alice", new Grant("all", List.of("*"), START, Optional.empty())));
        Digest roster = verified().roles().current().orElseThrow().envelope();
        Roster usurping = new Roster(2, Optional.of(roster), List.of(member(BOB, "bob")));
        Statement policy =
                new Statement(
                        List.of(new Subject("gates", EvidenceFixture.model("p"))),
                        OwnerActs.POLICY,
                        Json.obj());

        assertRefused(record(ALICE.sign(usurping.statement())), BrokenEvidence.Flaw.WRONG_ROLE);
        assertRefused(record(ALICE.sign(policy)), BrokenEvidence.Flaw.WRONG_ROLE);
        String key = SignerKeys.of(ALICE.publicKeys()).id();
        assertRefused(
                record(ALICE.sign(new Revocation(key, now, Revocation.Reason.LEFT).statement())),
                BrokenEvidence.Flaw.WRONG_ROLE);
        assertThat(verified().roles().current().orElseThrow().roster().serial()).isEqualTo(1);
        assertThat(verified().roles().revocations()).isEmpty();
    }

    @Test
    void anOlderRosterNeverComesBack() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))));
        Digest first = verified().roles().current().orElseThrow().envelope();
        enrol();
        after(Duration.ofSeconds(1));
        Roster again = new Roster(1, Optional.empty(), List.of(member(ALICE, "alice-again")));
        Roster fork =
                new Roster(
                        2,
                        Optional.of(first),
                        List.of(member(ALICE, "alice", auditor(START, Duration.ofDays(30)))));

        assertRefused(record(again.statement()), BrokenEvidence.Flaw.SUPERSEDED);
        assertRefused(record(fork.statement()), BrokenEvidence.Flaw.SUPERSEDED);
        assertRefused(record(ALICE, Practice.BIAS_AUDIT), BrokenEvidence.Flaw.WRONG_ROLE);
        assertThat(verified().blocking()).isEmpty();
    }

    @Test
    void leavingTheRosterEndsARoleButNotWhatWasSignedInIt() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))));
        LoggedEvidence before = record(ALICE, Practice.BIAS_AUDIT);
        enrol();

        assertCounts(before, "alice");
        assertRefused(record(ALICE, Practice.BIAS_AUDIT), BrokenEvidence.Flaw.WRONG_ROLE);
    }

    @Test
    void whatWasLoggedBeforeItsSignerWasEnrolledDoesNotCount() {
        LoggedEvidence early = record(ALICE, Practice.BIAS_AUDIT);
        assertRefused(early, BrokenEvidence.Flaw.REFUSED);
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))));

        assertRefused(early, BrokenEvidence.Flaw.WRONG_ROLE);
    }

    @Test
    void halvesOfTwoSignersAreNobodysSignature() {
        Grant grant = auditor(START, Duration.ofDays(30));
        enrol(member(ALICE, "alice", grant), member(BOB, "bob", grant));
        Envelope alice = EvidenceFixture.envelope(ALICE, Practice.BIAS_AUDIT, "credit", 1);
        Envelope bob = BOB.sign(alice.payloadType(), alice.payload());
        Envelope mixed =
                new Envelope(
                        alice.payloadType(),
                        alice.payload(),
                        List.of(alice.signatures().get(0), bob.signatures().get(1)));

        assertRefused(record(mixed), BrokenEvidence.Flaw.WRONG_ROLE);
    }

    @Test
    void aCountersignedStatementIsByTwoPeopleHoweverManyKeysTheyUse() {
        SigningKeys second = SigningKeys.generate();
        Grant grant = auditor(START, Duration.ofDays(30));
        enrol(
                member(ALICE, "alice", grant),
                member(second, "alice", grant),
                member(BOB, "bob", grant));
        Envelope once = EvidenceFixture.envelope(ALICE, Practice.BIAS_AUDIT, "credit", 1);
        LoggedEvidence byOne = record(once.countersigned(second));
        LoggedEvidence byTwo = record(once.countersigned(second).countersigned(BOB));

        assertThat(verified().standingOf(byOne.digest()).orElseThrow().people())
                .containsExactly(new Person("alice"));
        assertThat(verified().standingOf(byTwo.digest()).orElseThrow().people())
                .containsExactly(new Person("alice"), new Person("bob"));
    }

    @Test
    void aSignerWithoutTheRoleAddsNobodyToACountersignedStatement() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))), member(BOB, "bob"));
        Envelope both =
                EvidenceFixture.envelope(ALICE, Practice.BIAS_AUDIT, "credit", 1)
                        .countersigned(BOB);

        assertCounts(record(both), "alice");
    }

    @Test
    void anOwnerOnTheRosterHoldsWhatTheRosterGrantsItAndTheOwnersActs() {
        enrol(member(OWNER, "olivia", auditor(START, Duration.ofDays(30))));

        assertCounts(record(OWNER, Practice.BIAS_AUDIT), "olivia");
        assertRefused(record(OWNER, Practice.SIGNING), BrokenEvidence.Flaw.WRONG_ROLE);
        enrol();
        assertCounts(record(OWNER, Practice.SIGNING), "owner");
    }

    @Test
    void anOwnersRosterThatCannotBeReadBlocksUntilANewerOneTakesItsPlace() {
        Statement newer =
                new Statement(
                        List.of(new Subject("roster", EvidenceFixture.model("r"))),
                        OwnerActs.ROSTER,
                        Json.obj("version", 9));
        LoggedEvidence unreadable = record(newer);
        assertRefused(unreadable, BrokenEvidence.Flaw.UNREADABLE_ROLES);
        assertThat(verified().blocking()).hasSize(1);

        enrol();
        assertThat(verified().blocking()).isEmpty();
        assertRefused(unreadable, BrokenEvidence.Flaw.SUPERSEDED);
    }

    @Test
    void anOwnerWhoseKeyIsRevokedSignsNoMoreRosters() {
        String key = SignerKeys.of(OWNER.publicKeys()).id();
        record(new Revocation(key, now, Revocation.Reason.COMPROMISED).statement());

        LoggedEvidence roster = enrol(member(ALICE, "alice"));
        assertRefused(roster, BrokenEvidence.Flaw.SUPERSEDED);
        assertRefused(record(OWNER, Practice.SIGNING), BrokenEvidence.Flaw.REVOKED);
    }

    @Test
    void somethingYetToBeLoggedIsJudgedByTheRosterInForceNow() {
        enrol(member(ALICE, "alice", auditor(START, Duration.ofDays(30))));
        LoggedEvidence logged = record(ALICE, Practice.BIAS_AUDIT);
        VerifiedEvidence verified = verified();
        var evidence =
                verified.evidence().stream()
                        .filter(each -> each.digest().equals(logged.digest()))
                        .findFirst()
                        .orElseThrow();

        assertThat(verified.roles().judge(evidence, now)).isInstanceOf(Entitlement.Entitled.class);
        assertThat(verified.roles().judge(evidence, now.plus(Duration.ofDays(31))))
                .isInstanceOf(Entitlement.Refused.class);
        assertThat(AUDIT).isEqualTo(evidence.statement().predicateType());
    }
}
