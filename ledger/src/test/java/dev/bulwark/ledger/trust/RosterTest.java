package dev.bulwark.ledger.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
    private static final Instant FROM = Instant.parse("2026-11-01T12:00:00Z");
    private static final SignerKeys KEYS = SignerKeys.of(SigningKeys.generate().publicKeys());

    private static Roster roster() {
        Grant grant =
                new Grant(
                        "auditor",
                        List.of("bias-audit", "https://slsa.dev/provenance/v1"),
                        FROM,
                        Optional.of(FROM.plusSeconds(60)));
        return new Roster(
                1,
                Optional.empty(),
                List.of(new RosterMember(new Person("alice@example.org"), KEYS, List.of(grant))));
    }

    private static Statement changed(Json.Obj predicate) {
        Statement statement = roster().statement();
        return new Statement(statement.subjects(), statement.predicateType(), predicate);
    }

    @Test
    void aRosterReadsBackAsItWasWritten() {
        Statement statement = Statement.parse(roster().statement().toBytes());

        assertThat(Roster.from(statement)).isEqualTo(roster());
    }

    @Test
    void everyChangeOfARosterIsRefused() {
        Json.Obj json = roster().toJson();

        for (Json.Obj predicate :
                List.of(
                        json.with("serial", 2),
                        json.with("version", 2),
                        json.with("members", Json.arr(List.of())),
                        json.with("deny", true),
                        json.with("previous", Digest.of(new byte[0])),
                        Json.obj())) {
            assertThatIllegalArgumentException().isThrownBy(() -> Roster.from(changed(predicate)));
        }
    }

    @Test
    void aRevocationReadsBackAndAnotherSubjectIsRefused() {
        Revocation revocation = new Revocation(KEYS.id(), FROM, Revocation.Reason.LOST);
        Statement statement = Statement.parse(revocation.statement().toBytes());

        assertThat(Revocation.from(statement)).isEqualTo(revocation);
        Json.Obj other = revocation.toJson().with("key", "0".repeat(64));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Revocation.from(
                                new Statement(
                                        statement.subjects(), statement.predicateType(), other)));
    }

    @Test
    void noKeyIsOnARosterTwice() {
        RosterMember alice = new RosterMember(new Person("alice"), KEYS, List.of());
        RosterMember bob = new RosterMember(new Person("bob"), KEYS, List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Roster(1, Optional.empty(), List.of(alice, bob)))
                .withMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OwnerActs.REVOCATION,
                OwnerActs.POLICY,
                OwnerActs.ERASURE,
                "",
                "a b:c",
                "https://example.org/\u001b[2J"
            })
    void whatIsTheOwnersAloneCannotBeGranted(String kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant("all", List.of(kind), FROM, Optional.empty()));
    }

    @Test
    void aPracticeCoversItsEvidenceOfAnyVersionAndNothingThatOnlyLooksLikeIt() {
        Grant grant = new Grant("auditor", List.of("bias-audit"), FROM, Optional.empty());

        assertThat(grant.covers("https://bulwark.dev/evidence/bias-audit/v1")).isTrue();
        assertThat(grant.covers("https://bulwark.dev/evidence/bias-audit/v12")).isTrue();
        assertThat(grant.covers("https://bulwark.dev/evidence/bias-audit/v1/x")).isFalse();
        assertThat(grant.covers("https://bulwark.dev/evidence/bias-audit-2/v1")).isFalse();
        assertThat(grant.covers("https://example.org/bias-audit/v1")).isFalse();
        assertThat(new Grant("all", List.of("*"), FROM, Optional.empty()).covers(OwnerActs.POLICY))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "<b>"})
    void aPersonHasAPlainName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Person(name));
    }

    @Test
    void aPersonIsItsNameAndComesInItsOrder() {
        assertThat(new Person("alice")).hasToString("alice").isLessThan(new Person("bob"));
        assertThat(new Person("x".repeat(Person.LONGEST)).name()).hasSize(Person.LONGEST);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Person("x".repeat(Person.LONGEST + 1)));
    }

    @Test
    void theNextRosterAddsAMemberOrReplacesTheOneOfTheSameKeys() {
        SignerKeys other = SignerKeys.of(SigningKeys.generate().publicKeys());
        Digest envelope = Digest.of(new byte[] {1});
        RosterMember bob = new RosterMember(new Person("bob"), other, List.of());
        RosterMember renamed = new RosterMember(new Person("alice"), KEYS, List.of());

        Roster added = roster().with(bob, envelope);
        Roster replaced = added.with(renamed, envelope);

        assertThat(added.serial()).isEqualTo(2);
        assertThat(added.previous()).contains(envelope);
        assertThat(added.members()).containsExactly(roster().members().getFirst(), bob);
        assertThat(replaced.members()).containsExactly(renamed, bob);
        assertThat(replaced.holderOf(KEYS.id())).contains(renamed);
        assertThat(replaced.holderOf(other.id())).contains(bob);
        assertThat(replaced.holderOf("0".repeat(64))).isEmpty();
        assertThat(Roster.from(Statement.parse(added.statement().toBytes()))).isEqualTo(added);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Alice@example.org", "ＡＬＩＣＥ@example.org"})
    void onePersonIsNotEnrolledUnderTwoSpellings(String name) {
        SignerKeys other = SignerKeys.of(SigningKeys.generate().publicKeys());
        RosterMember again = new RosterMember(new Person(name), other, List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> roster().with(again, Digest.of(new byte[] {1})))
                .withMessageContaining("alice@example.org");
    }

    @Test
    void whatThisVersionDoesNotKnowMightBeARestriction() {
        Json.Obj member = roster().toJson().objects("members").getFirst();
        Json.Obj grant = member.objects("grants").getFirst();
        Json.Obj keys = member.object("keys");

        for (Json.Obj odd :
                List.of(
                        member.with("deny", true),
                        member.with("keys", keys.with("ed25519", "AAAA")),
                        member.with("grants", Json.arr(List.of(grant.with("not", "x")))))) {
            Json.Obj predicate = roster().toJson().with("members", Json.arr(List.of(odd)));
            Statement whole =
                    new Statement(
                            List.of(
                                    new dev.bulwark.kernel.evidence.Subject(
                                            "roster 1", roster().digest())),
                            OwnerActs.ROSTER,
                            predicate);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Roster.from(whole))
                    .withMessageContaining("does not know");
        }
        Revocation revocation = new Revocation(KEYS.id(), FROM, Revocation.Reason.LOST);
        Statement statement = revocation.statement();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Revocation.from(
                                new Statement(
                                        statement.subjects(),
                                        statement.predicateType(),
                                        revocation.toJson().with("unless", "x"))))
                .withMessageContaining("does not know");
    }

    @Test
    void aRosterHasABoundOfMembersThatIsSeenBeforeTheirKeysAreRead() {
        Json.Obj empty = Json.obj();
        List<Json> many = java.util.Collections.nCopies(Roster.MOST_MEMBERS + 1, empty);

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Roster.from(changed(roster().toJson().with("members", Json.arr(many)))))
                .withMessageContaining("at most 256");
    }

    @Test
    void aKeyIsNamedByTheWholeOfItsId() {
        for (String key : List.of("", "ab", "g".repeat(64), "A".repeat(64), "a".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Revocation(key, FROM, Revocation.Reason.LOST));
        }
    }

    @Test
    @SuppressWarnings("ArgumentSelectionDefectChecker") // swapped on purpose
    void aSignerHasOneKeyOfEitherKind() {
        SigningKeys one = SigningKeys.generate();
        List<java.security.PublicKey> two = new java.util.ArrayList<>(one.publicKeys());
        two.addAll(SigningKeys.generate().publicKeys());

        assertThatIllegalArgumentException().isThrownBy(() -> SignerKeys.of(two));
        assertThatIllegalArgumentException().isThrownBy(() -> SignerKeys.of(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new SignerKeys(/* ecdsa= */ KEYS.mlDsa(), /* mlDsa= */ KEYS.ecdsa()));
        assertThat(KEYS.publicKeys()).hasSize(2);
        assertThat(KEYS.keyIds()).hasSize(2).contains(KEYS.id());
        assertThat(SignerKeys.of(one.publicKeys()).publicKeys()).isSubsetOf(one.publicKeys());
    }

    @Test
    void aGrantSaysWhatItCoversToWhoeverReadsIt() {
        Instant until = FROM.plusSeconds(60);
        Grant grant = new Grant("auditor", List.of("sbom", "bias-adit"), FROM, Optional.of(until));

        assertThat(grant.toString()).contains("auditor", "sbom", FROM.toString(), until.toString());
        assertThat(grant.unknown()).containsExactly("bias-adit");
        assertThat(new Grant("all", List.of("*", "a:b"), FROM, Optional.empty()).unknown())
                .isEmpty();
        assertThat(grant.holdsAt(FROM)).isTrue();
        assertThat(grant.holdsAt(FROM.minusSeconds(1))).isFalse();
        assertThat(grant.holdsAt(until)).isFalse();
        assertThat(new Grant("all", List.of("*"), FROM, Optional.empty()).covers("a:b")).isTrue();
        assertThat(grant.keepsRoster()).isFalse();
    }

    @Test
    void aGrantCoversAnExactTypeAndHasItsBounds() {
        Grant exact =
                new Grant("a", List.of("https://slsa.dev/provenance/v1"), FROM, Optional.empty());
        assertThat(exact.covers("https://slsa.dev/provenance/v1")).isTrue();
        assertThat(exact.covers("https://slsa.dev/provenance/v2")).isFalse();

        List<String> most =
                java.util.stream.IntStream.range(0, 128).mapToObj(i -> "k" + i).toList();
        assertThat(new Grant("a", most, FROM, Optional.empty()).may()).hasSize(128);
        List<String> more =
                java.util.stream.IntStream.range(0, 129).mapToObj(i -> "k" + i).toList();
        String longest = "a:" + "x".repeat(254);
        assertThat(new Grant("a", List.of(longest), FROM, Optional.empty()).covers(longest))
                .isTrue();
        for (List<String> may : List.of(List.<String>of(), more, List.of(longest + "x"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Grant("a", may, FROM, Optional.empty()));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant("a", List.of("*"), FROM, Optional.of(FROM)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant("A b", List.of("*"), FROM, Optional.empty()));
        List<Grant> most2 = java.util.Collections.nCopies(64, exact);
        assertThat(new RosterMember(new Person("a"), KEYS, most2).grants()).hasSize(64);
        List<Grant> more2 = java.util.Collections.nCopies(65, exact);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RosterMember(new Person("a"), KEYS, more2));
    }
}
