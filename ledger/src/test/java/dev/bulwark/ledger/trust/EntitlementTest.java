package dev.bulwark.ledger.trust;

import static dev.bulwark.ledger.trust.TrustLog.ALICE;
import static dev.bulwark.ledger.trust.TrustLog.BOB;
import static dev.bulwark.ledger.trust.TrustLog.OWNER;
import static dev.bulwark.ledger.trust.TrustLog.START;
import static dev.bulwark.ledger.trust.TrustLog.id;
import static dev.bulwark.ledger.trust.TrustLog.may;
import static dev.bulwark.ledger.trust.TrustLog.member;
import static dev.bulwark.ledger.trust.TrustLog.signed;
import static dev.bulwark.ledger.trust.TrustLog.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is entitled to what, by the rosters and revocations of a log. */
class EntitlementTest {
    private static final String AUDIT = "https://bulwark.dev/evidence/bias-audit/v1";
    private static final String OTHER = "https://bulwark.dev/evidence/sbom/v1";

    private final TrustLog log = new TrustLog(OWNER);

    private void enrol(RosterMember... members) {
        log.add(log.next(members).statement(), OWNER);
    }

    private static void assertEntitled(Entitlement entitlement, String person, String... roles) {
        assertThat(entitlement)
                .isInstanceOfSatisfying(
                        Entitlement.Entitled.class,
                        entitled -> {
                            assertThat(entitled.signers())
                                    .singleElement()
                                    .satisfies(each -> {
                                        assertThat(each.person().name()).isEqualTo(person);
                                        assertThat(each.roles()).containsExactlyInAnyOrder(roles);
                                    });
                        });
    }

    private static void assertRefused(
            Entitlement entitlement, Entitlement.Reason reason, String... said) {
        assertThat(entitlement)
                .isInstanceOfSatisfying(
                        Entitlement.Refused.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(reason);
                            assertThat(List.of(said)).allMatch(refused.why()::contains);
                        });
    }

    @Test
    void withoutARosterAnOwnerHoldsEveryRoleAndNobodyElseAny() {
        assertEntitled(log.judge(AUDIT, OWNER), "owner", SignedBy.OWNER);
        assertEntitled(log.judge(OwnerActs.POLICY, OWNER), "owner", SignedBy.OWNER);
        assertRefused(
                log.judge(AUDIT, ALICE),
                Entitlement.Reason.WRONG_ROLE,
                AUDIT,
                id(ALICE).substring(0, 12));
        assertThat(log.roles().current()).isEmpty();
        assertThat(SignerRoles.of(log.roles().root()).rosters()).isEmpty();
    }

    @Test
    void aMemberHoldsItsRoleAndNoOther() {
        enrol(member(ALICE, "alice", may("bias-audit")));

        assertEntitled(log.judge(AUDIT, ALICE), "alice", "role");
        assertRefused(log.judge(OTHER, ALICE), Entitlement.Reason.WRONG_ROLE, "alice", OTHER);
        assertRefused(log.judge(OwnerActs.ERASURE, ALICE), Entitlement.Reason.WRONG_ROLE);
    }

    @Test
    void aRoleHoldsFromItsFirstSecondUntilItsLast() {
        Instant end = START.plusSeconds(30);
        enrol(
                member(
                        ALICE,
                        "alice",
                        new Grant(
                                "auditor",
                                List.of("bias-audit"),
                                START.plusSeconds(10),
                                Optional.of(end))));

        assertRefused(
                log.judge(AUDIT, ALICE), Entitlement.Reason.OUT_OF_WINDOW, "alice", "auditor");
        log.after(Duration.ofSeconds(10));
        assertEntitled(log.judge(AUDIT, ALICE), "alice", "auditor");
        log.after(Duration.ofSeconds(19));
        assertEntitled(log.judge(AUDIT, ALICE), "alice", "auditor");
        log.after(Duration.ofSeconds(1));
        assertRefused(log.judge(AUDIT, ALICE), Entitlement.Reason.OUT_OF_WINDOW);
    }

    @Test
    void aRevokedKeySignsNothingFromItsSecondOnByEitherOfItsKeys() {
        enrol(member(ALICE, "alice", may("*")));
        log.revoke(ALICE, START.plusSeconds(5), OWNER);

        log.after(Duration.ofSeconds(4));
        assertEntitled(log.judge(AUDIT, ALICE), "alice", "role");
        log.after(Duration.ofSeconds(1));
        assertRefused(log.judge(AUDIT, ALICE), Entitlement.Reason.REVOKED, "alice", "compromised");
        assertThat(log.roles().revocations()).containsOnlyKeys(id(ALICE));
    }

    @Test
    void ofSeveralRevocationsTheOneThatReachesBackFurthestCounts() {
        enrol(member(ALICE, "alice", may("*")));
        log.revoke(ALICE, START.plusSeconds(50), OWNER);
        log.revoke(ALICE, START.plusSeconds(5), OWNER);
        log.revoke(ALICE, START.plusSeconds(80), OWNER);

        assertThat(Objects.requireNonNull(log.roles().revocations().get(id(ALICE))).since())
                .isEqualTo(START.plusSeconds(5));
    }

    @Test
    void anybodyElsesRevocationIsNone() {
        enrol(member(ALICE, "alice", may("*")), member(BOB, "bob", may("*")));
        log.revoke(BOB, START, ALICE);

        assertThat(log.roles().revocations()).isEmpty();
        assertEntitled(log.judge(AUDIT, BOB), "bob", "role");
    }

    @Test
    void aRevocationThatCannotBeReadBlocks() {
        Statement odd =
                new Statement(
                        List.of(new Subject("key", Digest.of(new byte[0]))),
                        OwnerActs.REVOCATION,
                        Json.obj("version", 9));
        Digest envelope = log.add(odd, OWNER);

        assertThat(log.refusals())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.envelope()).isEqualTo(envelope);
                    assertThat(each.blocks()).isTrue();
                });
    }

    @Test
    void aRevokedOwnersRevocationStillCounts() {
        enrol(member(ALICE, "alice", may("*")));
        log.revoke(OWNER, START, OWNER);
        log.revoke(ALICE, START, OWNER);

        assertThat(log.roles().revocations()).containsOnlyKeys(id(OWNER), id(ALICE));
    }

    @Test
    void aRevokedOwnersRosterDoesNotCount() {
        log.revoke(OWNER, START, OWNER);
        Digest roster = log.add(log.next(member(ALICE, "alice", may("*"))).statement(), OWNER);

        assertThat(log.roles().current()).isEmpty();
        assertThat(log.refusals())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.envelope()).isEqualTo(roster);
                    assertThat(each.blocks()).isFalse();
                    assertThat(each.why()).contains("revoked");
                });
    }

    @Test
    void anOwnerOnTheRosterHoldsItsGrantsAndTheOwnersActsAndNoMore() {
        enrol(member(OWNER, "olivia", may("bias-audit")));

        assertEntitled(log.judge(AUDIT, OWNER), "olivia", "role");
        assertRefused(log.judge(OTHER, OWNER), Entitlement.Reason.WRONG_ROLE, "olivia");
        assertEntitled(log.judge(OwnerActs.POLICY, OWNER), "olivia", SignedBy.OWNER);
    }

    @Test
    void anOwnerOnTheRosterWithoutGrantsHoldsTheOwnersActsAlone() {
        enrol(member(OWNER, "olivia"));

        assertRefused(log.judge(AUDIT, OWNER), Entitlement.Reason.WRONG_ROLE, "olivia");
        assertEntitled(log.judge(OwnerActs.REVOCATION, OWNER), "olivia", SignedBy.OWNER);
    }

    @Test
    void halvesOfTwoSignersAreNobodysSignature() {
        enrol(member(ALICE, "alice", may("*")), member(BOB, "bob", may("*")));
        Envelope alice = ALICE.sign(statement(AUDIT));
        Envelope bob = BOB.sign(statement(AUDIT));
        Envelope mixed =
                new Envelope(
                        alice.payloadType(),
                        alice.payload(),
                        List.of(alice.signatures().get(0), bob.signatures().get(1)));

        assertRefused(log.judge(mixed), Entitlement.Reason.WRONG_ROLE, "no one signer");
    }

    @Test
    void oneKeyOfThePairIsEnoughOnlyUnderTheWeakerPolicy() {
        enrol(member(ALICE, "alice", may("*")));
        Envelope both = ALICE.sign(statement(AUDIT));
        Envelope half =
                new Envelope(both.payloadType(), both.payload(), both.signatures().subList(0, 1));

        assertEntitled(log.under(SignaturePolicy.ANY).judge(half), "alice", "role");
    }

    @Test
    void aPairThatBorrowsAnOwnersKeyIsNobodys() {
        SigningKeys stranger = SigningKeys.generate();
        SignerKeys mixed =
                new SignerKeys(
                        SignerKeys.of(stranger.publicKeys()).ecdsa(),
                        SignerKeys.of(OWNER.publicKeys()).mlDsa());
        enrol(new RosterMember(new Person("mallory"), mixed, List.of(may("bias-audit"))));
        Envelope owners = OWNER.sign(statement(AUDIT));
        Envelope strangers = stranger.sign(statement(AUDIT));
        Envelope borrowed =
                new Envelope(
                        owners.payloadType(),
                        owners.payload(),
                        List.of(strangers.signatures().get(0), owners.signatures().get(1)));

        assertRefused(log.judge(borrowed), Entitlement.Reason.WRONG_ROLE);
        assertEntitled(log.judge(AUDIT, OWNER), "owner", SignedBy.OWNER);
    }

    @Test
    void everyEntitledSignerOfACountersignedStatementIsNamed() {
        enrol(member(ALICE, "alice", may("bias-audit")), member(BOB, "bob", may("sbom")));

        assertEntitled(log.judge(AUDIT, ALICE, BOB), "alice", "role");
        assertThat(log.judge(AUDIT, ALICE, OWNER))
                .isInstanceOfSatisfying(
                        Entitlement.Entitled.class,
                        entitled -> assertThat(entitled.signers()).hasSize(2));
    }

    @Test
    void theMostTellingReasonIsGiven() {
        enrol(member(ALICE, "alice", may("*")), member(BOB, "bob", may("sbom")));
        log.revoke(ALICE, START, OWNER);

        assertRefused(log.judge(AUDIT, BOB, ALICE), Entitlement.Reason.REVOKED, "alice");
    }

    @Test
    void aRosterIsInForceForWhatIsLoggedAfterIt() {
        enrol(member(ALICE, "alice", may("*")));
        enrol();
        SignerRoles roles = log.roles();
        var evidence =
                ((dev.bulwark.kernel.evidence.Verification.Valid)
                                TrustedKeys.of(ALICE.publicKeys())
                                        .verify(signed(statement(AUDIT), ALICE)))
                        .evidence();

        assertThat(roles.judge(evidence, 0, START, SignaturePolicy.BOTH))
                .isInstanceOf(Entitlement.Refused.class);
        assertThat(roles.judge(evidence, 1, START, SignaturePolicy.BOTH))
                .isInstanceOf(Entitlement.Entitled.class);
        assertThat(roles.judge(evidence, 2, START, SignaturePolicy.BOTH))
                .isInstanceOf(Entitlement.Refused.class);
        assertRefused(
                roles.judge(evidence, 2, START, SignaturePolicy.BOTH),
                Entitlement.Reason.WRONG_ROLE,
                "at entry 2");
        assertThat(roles.judge(evidence, START)).isInstanceOf(Entitlement.Refused.class);
        assertThat(roles.keys().keyIds()).contains(id(ALICE), id(OWNER));
        assertThat(roles.rosters()).hasSize(2);
    }

    @Test
    void aRosterThatDoesNotGoOnFromTheLastNeverCounts() {
        enrol(member(ALICE, "alice", may("*")));
        Digest first = log.roles().current().orElseThrow().envelope();
        enrol();

        log.add(new Roster(1, Optional.empty(), List.of(member(BOB, "bob"))).statement(), OWNER);
        log.add(new Roster(2, Optional.of(first), List.of(member(BOB, "b"))).statement(), OWNER);
        log.add(new Roster(3, Optional.of(first), List.of(member(BOB, "b"))).statement(), OWNER);

        assertThat(log.refusals())
                .hasSize(3)
                .allSatisfy(
                        each -> assertThat(each.why()).contains("does not go on from roster 2"));
        assertThat(log.roles().current().orElseThrow().roster().serial()).isEqualTo(2);
    }

    @Test
    void ownersArePairedInTheOrderOfTheirKeys() {
        SigningKeys second = SigningKeys.generate();
        TrustLog two = new TrustLog(OWNER, second);

        assertEntitled(two.judge(AUDIT, OWNER), "owner", SignedBy.OWNER);
        assertEntitled(two.judge(AUDIT, second), "owner-2", SignedBy.OWNER);
        assertThat(two.roles().root().publicKeys()).hasSize(4);
    }

    @Test
    void keysThatDoNotPairAreAllOneOwners() {
        SigningKeys second = SigningKeys.generate();
        List<PublicKey> three = new ArrayList<>(OWNER.publicKeys());
        three.addAll(second.publicKeys().subList(0, 1));
        TrustRoot root = TrustRoot.of(TrustedKeys.of(three));

        assertThat(root.owners())
                .singleElement()
                .satisfies(each -> assertThat(each.keyIds()).hasSize(3));
        List<PublicKey> lone = second.trusted().publicKeys().subList(1, 2);
        assertThat(TrustRoot.of(TrustedKeys.of(lone)).owners())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.keyIds()).hasSize(1);
                    assertThat(each.keyIds()).contains(each.key());
                });
    }

    @Test
    void standingNamesThePeopleAndKeysEachOnce() {
        Standing standing =
                new Standing(
                        3,
                        START,
                        List.of(
                                new SignedBy("b".repeat(64), new Person("bob"), Set.of("auditor")),
                                new SignedBy("a".repeat(64), new Person("bob"), Set.of("other"))));

        assertThat(standing.people()).containsExactly(new Person("bob"));
        assertThat(standing.keys()).containsExactly("a".repeat(64), "b".repeat(64));
        assertThat(standing.isBy("auditor")).isTrue();
        assertThat(standing.isBy("bob")).isTrue();
        assertThat(standing.isBy("owner")).isFalse();
        assertThat(standing.signers().getFirst().toString()).contains("bob", "auditor", "bbbb");
        List<SignedBy> signers = standing.signers();
        assertThat(new Standing(0, START, signers).index()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new Standing(-1, START, signers));
        assertThatIllegalArgumentException().isThrownBy(() -> new Standing(0, START, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Entitlement.Entitled(List.of()));
    }
}
