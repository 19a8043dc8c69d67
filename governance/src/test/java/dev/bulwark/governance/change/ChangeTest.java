package dev.bulwark.governance.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Digest POLICY = Office.digest("policy");
    private static final Subject MODEL = new Subject("credit", Office.digest("model"));
    private static final Change CHANGE = titled("Promote it");

    private static Change titled(String title) {
        return new Change(
                "first",
                1,
                Optional.empty(),
                ChangeKind.PROMOTE,
                title,
                "It is better.",
                "production",
                Optional.of(Office.digest("before")),
                MODEL.digest(),
                List.of(MODEL),
                List.of(
                        new DiffLine(
                                "/performance/auc",
                                Optional.of(Json.of(0.75)),
                                Optional.of(Json.of(0.8)))),
                Optional.empty(),
                List.of(Office.digest("b"), Office.digest("a"), Office.digest("b")),
                POLICY,
                "ada",
                NOW);
    }

    private static Evidence signed(Statement statement) {
        return SampleEvidence.signed(SampleEvidence.KEYS, statement);
    }

    @Test
    void isReadBackFromItsSignedStatement() {
        Change read = Change.from(signed(CHANGE.statement()));

        assertThat(read).isEqualTo(CHANGE);
        assertThat(read.digest()).isEqualTo(CHANGE.digest());
    }

    @Test
    void everyWordIsCoveredByTheDigest() {
        assertThat(titled("Promote it!").digest()).isNotEqualTo(CHANGE.digest());
    }

    @Test
    void theOrderInWhichEvidenceIsListedIsNoDifference() {
        assertThat(CHANGE.evidence()).hasSize(2).isSorted();
        assertThat(CHANGE.snapshot())
                .isEqualTo(Change.snapshot(List.of(Office.digest("b"), Office.digest("a"))));
    }

    /** Each member of the statement is altered, and the statement signed anew by somebody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "revision",
                "kind",
                "title",
                "why",
                "target",
                "from",
                "to",
                "about",
                "diff",
                "evidence",
                "policy",
                "author",
                "createdAt",
                "version"
            })
    void aMemberThatIsNotTheSubjectsIsRefused(String member) {
        Json.Obj altered = CHANGE.toJson().with(member, other(member));
        Statement statement =
                new Statement(CHANGE.statement().subjects(), Change.PREDICATE_TYPE, altered);

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> Change.from(signed(statement)));
    }

    private static Json other(String member) {
        return switch (member) {
            case "revision" -> Json.of(2);
            case "version" -> Json.of(2);
            case "about", "diff", "evidence" -> Json.arr(List.of());
            case "from", "to", "policy" -> Json.of(Office.digest("another"));
            case "kind" -> Json.of("roll-back");
            case "createdAt" -> Json.of("2026-03-01T12:00:01Z");
            default -> Json.of("another");
        };
    }

    @Test
    void aProposalOfAnotherTypeIsNone() {
        Statement statement =
                new Statement(
                        CHANGE.statement().subjects(), Ballot.PREDICATE_TYPE, CHANGE.toJson());

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> Change.from(signed(statement)));
        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> Ballot.from(signed(statement)));
        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> AliasEvent.from(signed(statement)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u001b[2Kb", "a\u202eb", "a\u200bb", "a\u0000b"})
    void aTitleThatCouldShowSomethingElseIsRefused(String title) {
        assertThatIllegalArgumentException().isThrownBy(() -> titled(title));
    }

    @ParameterizedTest
    @CsvSource({"PROMOTE,policy", "PROMOTE,configuration", "POLICY,production", "PROMOTE,Prod"})
    void aTargetThatIsNotOfTheKindIsRefused(ChangeKind kind, String target) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Change(
                                "first",
                                1,
                                Optional.empty(),
                                kind,
                                "title",
                                "why",
                                target,
                                Optional.of(POLICY),
                                MODEL.digest(),
                                List.of(MODEL),
                                List.of(),
                                Optional.empty(),
                                List.of(),
                                POLICY,
                                "ada",
                                NOW));
    }

    @Test
    void contentThatIsNotWhatTheChangeLeadsToIsRefused() {
        Json.Obj content = Json.obj("quorum", 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Change(
                                "first",
                                1,
                                Optional.empty(),
                                ChangeKind.CONFIGURATION,
                                "title",
                                "why",
                                "configuration",
                                Optional.empty(),
                                MODEL.digest(),
                                List.of(MODEL),
                                List.of(),
                                Optional.of(content),
                                List.of(),
                                POLICY,
                                "ada",
                                NOW))
                .withMessageContaining("not what the change leads to");
    }

    @Test
    void aBallotIsReadBackAndBoundToAllThree() {
        Ballot ballot =
                Ballot.on(CHANGE, Ballot.Vote.APPROVE, "fine", Optional.of(NOW.plusSeconds(60)));

        assertThat(Ballot.from(signed(ballot.statement()))).isEqualTo(ballot);
        assertThat(ballot.change()).isEqualTo(CHANGE.digest());
        assertThat(ballot.policy()).isEqualTo(POLICY);
        assertThat(ballot.snapshot()).isEqualTo(CHANGE.snapshot());
    }

    @Test
    void anEventIsReadBack() {
        AliasEvent event =
                AliasEvent.of(
                        CHANGE,
                        List.of(new Signed("bob", "key", Office.digest("envelope"))),
                        Optional.of(Office.digest("decision")),
                        NOW);

        assertThat(AliasEvent.from(signed(event.statement()))).isEqualTo(event);
    }
}
