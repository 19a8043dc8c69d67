package dev.bulwark.ledger.trust;

import static dev.bulwark.ledger.trust.TrustLog.ALICE;
import static dev.bulwark.ledger.trust.TrustLog.BOB;
import static dev.bulwark.ledger.trust.TrustLog.CYD;
import static dev.bulwark.ledger.trust.TrustLog.OWNER;
import static dev.bulwark.ledger.trust.TrustLog.START;
import static dev.bulwark.ledger.trust.TrustLog.keeper;
import static dev.bulwark.ledger.trust.TrustLog.may;
import static dev.bulwark.ledger.trust.TrustLog.member;
import static dev.bulwark.ledger.trust.TrustLog.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An owner who could enrol an invented person alone would outvote every quorum. */
class RosterQuorumTest {
    private static final SigningKeys SECOND = SigningKeys.generate();
    private static final String AUDIT = "https://bulwark.dev/evidence/bias-audit/v1";

    /** Roster 1: the owner made cyd a second keeper. */
    private static TrustLog withTwoKeepers() {
        TrustLog log = new TrustLog(OWNER);
        log.add(log.next(member(CYD, "cyd", keeper())).statement(), OWNER);
        return log;
    }

    private static Roster invented(TrustLog log) {
        return log.next(member(CYD, "cyd", keeper()), member(ALICE, "invented", may("*")));
    }

    private static long serial(TrustLog log) {
        return log.roles().current().orElseThrow().roster().serial();
    }

    private static void assertRefused(TrustLog log, Digest roster) {
        assertThat(log.refusals())
                .anySatisfy(each -> {
                    assertThat(each.envelope()).isEqualTo(roster);
                    assertThat(each.blocks()).isFalse();
                });
        assertThat(log.roles().rosters())
                .noneSatisfy(each -> assertThat(each.envelope()).isEqualTo(roster));
    }

    @Test
    void oneOwnerAloneKeepsTheRosterUntilSomebodyElseMay() {
        TrustLog log = new TrustLog(OWNER);
        assertThat(log.roles().rosterQuorum().isOnePersons()).isTrue();

        log.add(log.next(member(ALICE, "alice", may("*"))).statement(), OWNER);

        assertThat(serial(log)).isEqualTo(1);
        assertThat(log.roles().rosterQuorum().isOnePersons()).isTrue();
        assertThat(log.roles().rosterQuorum().needed()).isEqualTo(1);
    }

    @Test
    void anOwnerEnrolsNobodyAloneOnceTheRosterHasASecondKeeper() {
        TrustLog log = withTwoKeepers();

        Roster invented = invented(log);
        Digest alone = log.add(invented.statement(), OWNER);
        assertRefused(log, alone);
        assertThat(log.judge(AUDIT, ALICE)).isInstanceOf(Entitlement.Refused.class);

        log.add(invented.statement(), OWNER, CYD);
        assertThat(serial(log)).isEqualTo(2);
        assertThat(log.judge(AUDIT, ALICE)).isInstanceOf(Entitlement.Entitled.class);
    }

    @Test
    void theQuorumNamesWhoMaySign() {
        RosterQuorum quorum = withTwoKeepers().roles().rosterQuorum();

        assertThat(quorum.people()).containsExactly(new Person("cyd"), new Person("owner"));
        assertThat(quorum.needed()).isEqualTo(2);
        assertThat(quorum.isOnePersons()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new RosterQuorum(Set.of()));
    }

    @Test
    void aKeeperWithoutAnOwnerSignsNoRoster() {
        TrustLog log = new TrustLog(OWNER);
        RosterMember cyd = member(CYD, "cyd", keeper());
        RosterMember bob = member(BOB, "bob", keeper());
        log.add(log.next(cyd, bob).statement(), OWNER);

        log.add(log.next(cyd, bob, member(ALICE, "alice")).statement(), CYD, BOB);

        assertThat(serial(log)).isEqualTo(1);
        assertThat(log.judge(OwnerActs.ROSTER, CYD, BOB)).isInstanceOf(Entitlement.Refused.class);
    }

    @Test
    void whoIsOnTheRosterInAnotherRoleAddsNothingToTheQuorum() {
        TrustLog log = new TrustLog(OWNER);
        RosterMember cyd = member(CYD, "cyd", keeper());
        RosterMember bob = member(BOB, "bob", may("*"));
        log.add(log.next(cyd, bob).statement(), OWNER);

        assertRefused(log, log.add(log.next(cyd).statement(), OWNER, BOB));
    }

    @Test
    void whoIsEnrolledByARosterDoesNotCountForIt() {
        TrustLog log = withTwoKeepers();
        Roster own = log.next(member(CYD, "cyd", keeper()), member(BOB, "bob", keeper()));

        assertRefused(log, log.add(own.statement(), OWNER, BOB));
    }

    @Test
    void twoKeysOfOnePersonAreOnePerson() {
        TrustLog log = new TrustLog(OWNER);
        RosterMember owner = member(OWNER, "olivia", may("*"));
        RosterMember herOther = member(SECOND, "olivia", keeper());
        log.add(log.next(owner, herOther).statement(), OWNER);
        assertThat(log.roles().rosterQuorum().isOnePersons()).isTrue();

        RosterMember cyd = member(CYD, "cyd", keeper());
        log.add(log.next(owner, herOther, cyd).statement(), OWNER);
        assertThat(serial(log)).isEqualTo(2);

        assertRefused(log, log.add(log.next(owner, herOther).statement(), OWNER, SECOND));
    }

    @Test
    void twoOwnersBothSignAlsoTheFirstRoster() {
        TrustLog log = new TrustLog(OWNER, SECOND);
        Roster first = log.next(member(ALICE, "alice", may("*")));

        assertRefused(log, log.add(first.statement(), OWNER));
        log.add(first.statement(), OWNER, SECOND);

        assertThat(serial(log)).isEqualTo(1);
    }

    @Test
    void nobodyBecomesTheOnlyKeeperByRevokingTheOthers() {
        TrustLog log = withTwoKeepers();
        log.revoke(CYD, START.minus(Duration.ofDays(1)), OWNER);

        assertThat(log.roles().rosterQuorum().needed()).isEqualTo(2);
        assertRefused(log, log.add(invented(log).statement(), OWNER));
        assertRefused(log, log.add(invented(log).statement(), OWNER, CYD));
    }

    @Test
    void nobodyBecomesTheOnlyKeeperByWaiting() {
        TrustLog log = new TrustLog(OWNER);
        Grant aDay =
                new Grant(
                        "keeper",
                        List.of(OwnerActs.ROSTER),
                        START,
                        Optional.of(START.plus(Duration.ofDays(1))));
        log.add(log.next(member(CYD, "cyd", aDay)).statement(), OWNER);
        log.after(Duration.ofDays(1));

        assertRefused(log, log.add(invented(log).statement(), OWNER));
        assertRefused(log, log.add(invented(log).statement(), OWNER, CYD));
    }

    @Test
    void aRevocationReachingBackTakesNoRosterOfTwoPeopleBack() {
        TrustLog log = new TrustLog(OWNER);
        RosterMember cyd = member(CYD, "cyd", keeper());
        log.add(log.next(cyd, member(ALICE, "removed", may("*"))).statement(), OWNER);
        log.add(log.next(cyd).statement(), OWNER, CYD);
        log.after(Duration.ofDays(1)).revoke(CYD, START, OWNER);

        assertThat(serial(log)).isEqualTo(2);
        assertThat(log.judge(AUDIT, ALICE)).isInstanceOf(Entitlement.Refused.class);
    }

    @Test
    void aRosterWhoseOwnersKeyWasStolenByThenLeavesNobodyAndNoneBeforeComesBack() {
        TrustLog log = new TrustLog(OWNER);
        log.add(log.next(member(ALICE, "removed", may("*"))).statement(), OWNER);
        log.after(Duration.ofDays(1));
        Digest stolen = log.add(log.next(member(BOB, "thief", may("*"))).statement(), OWNER);
        log.after(Duration.ofDays(1)).revoke(OWNER, START.plus(Duration.ofHours(1)), OWNER);

        SignerRoles.InForce current = log.roles().current().orElseThrow();
        assertThat(current.envelope()).isEqualTo(stolen);
        assertThat(current.roster().members()).isEmpty();
        assertThat(log.judge(AUDIT, ALICE)).isInstanceOf(Entitlement.Refused.class);
        assertThat(log.judge(AUDIT, BOB)).isInstanceOf(Entitlement.Refused.class);
    }

    @Test
    void aRosterThatLeftNobodyStillNamesHowManyMustSignTheNext() {
        TrustLog log = new TrustLog(OWNER, SECOND);
        RosterMember one = member(OWNER, "ada", may("*"));
        RosterMember two = member(SECOND, "ada", may("*"));
        log.add(log.next(one, two).statement(), OWNER, SECOND);
        log.add(log.next(one, two, member(CYD, "cyd", keeper())).statement(), OWNER);
        log.after(Duration.ofDays(1)).revoke(OWNER, START, SECOND);

        assertRefused(log, log.add(log.next(member(BOB, "bob", may("*"))).statement(), SECOND));
    }

    @Test
    void aCountersignatureThatDoesNotHoldIsNone() {
        TrustLog log = withTwoKeepers();
        Envelope forged = signed(invented(log).statement(), OWNER);
        List<Envelope.Signature> ofAnother = CYD.sign(TrustLog.statement(AUDIT)).signatures();
        Envelope both =
                new Envelope(
                        forged.payloadType(),
                        forged.payload(),
                        java.util.stream.Stream.concat(
                                        forged.signatures().stream(), ofAnother.stream())
                                .toList());

        assertRefused(log, log.add(both));
    }

    @Test
    void halfACountersignatureIsNone() {
        TrustLog log = withTwoKeepers();
        Envelope both = signed(invented(log).statement(), OWNER, CYD);
        Envelope three =
                new Envelope(both.payloadType(), both.payload(), both.signatures().subList(0, 3));

        assertRefused(log, log.add(three));
    }

    @Test
    void whatIsNotWrittenYetIsJudgedAsIfItWereLoggedNext() {
        TrustLog log = withTwoKeepers();
        SignerRoles roles = log.roles();
        Statement roster = invented(log).statement();

        assertThat(roles.refusalOf(signed(roster, OWNER), START).orElseThrow())
                .contains("1 of 2 people", "owner", "cyd");
        assertThat(roles.refusalOf(signed(roster, OWNER, CYD), START)).isEmpty();
        assertThat(roles.refusalOf(signed(roster, CYD), START)).isPresent();
        assertThat(roles.refusalOf(signed(roster, ALICE), START)).isPresent();
        Signer cyd = CYD;
        Statement first = new Roster(1, Optional.empty(), List.of()).statement();
        assertThat(roles.refusalOf(OWNER.sign(first).countersigned(cyd), START).orElseThrow())
                .contains("does not go on from roster 1");
    }

    @Test
    void anUnreadableRosterBlocksOnlyIfEnoughPeopleSignedIt() {
        TrustLog log = withTwoKeepers();
        Statement newer =
                new Statement(
                        List.of(new Subject("roster", Digest.of(new byte[0]))),
                        OwnerActs.ROSTER,
                        Json.obj("version", 9));

        log.add(newer, OWNER);
        assertThat(log.refusals()).noneMatch(RosterChain.Refusal::blocks);
        log.add(newer, OWNER, CYD);
        assertThat(log.refusals()).filteredOn(RosterChain.Refusal::blocks).hasSize(1);

        log.add(invented(log).statement(), OWNER, CYD);
        assertThat(log.refusals()).noneMatch(RosterChain.Refusal::blocks);
    }
}
