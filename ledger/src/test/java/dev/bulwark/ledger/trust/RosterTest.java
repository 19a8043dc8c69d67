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
                OwnerActs.ROSTER,
                OwnerActs.REVOCATION,
                OwnerActs.POLICY,
                OwnerActs.ERASURE,
                "",
                "a b:c"
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
}
