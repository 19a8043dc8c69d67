package dev.bulwark.governance.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bulwark.kernel.BulwarkException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes over a real ledger with real signatures; the quorum is two. */
class ChangeDeskTest {
    @TempDir private Path folder;

    private Office office;

    @BeforeEach
    void open() throws IOException {
        office = new Office(folder, 2);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void twoPeoplePromoteAModel() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");

        Execution execution = office.execute("first");

        assertThat(execution).isInstanceOf(Execution.Done.class);
        ChangeBook book = office.desk().book();
        assertThat(book.current("production")).contains(Office.MODEL_A.digest());
        assertThat(book.history("production"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.counts()).isTrue();
                    assertThat(line.event().author()).isEqualTo("ada");
                    assertThat(line.event().approvals())
                            .extracting(Signed::person)
                            .containsExactlyInAnyOrder("bob", "cyd");
                });
        assertThat(office.file()).content().contains(Office.MODEL_A.digest().toString());
    }

    @Test
    void onePersonWithTwoKeysIsOnePerson() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "bob-2");

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.QUORUM);
    }

    @Test
    void theAuthorsOwnApprovalIsNotEvenRecorded() {
        Change change = office.propose("first", "bob", Office.MODEL_A);

        refuses("bob", change, "CHANGE_OWN_APPROVAL");
        refuses("bob-2", change, "CHANGE_OWN_APPROVAL");
    }

    @Test
    void whoHoldsNoRoleOfAnApproverIsTurnedAway() {
        refuses("eve", office.propose("first", "ada", Office.MODEL_A), "CHANGE_NO_APPROVER");
    }

    @Test
    void anEditVoidsWhatWasSaidBefore() throws IOException {
        Change first = office.propose("first", "ada", Office.MODEL_A);
        office.approve(first, "bob", "cyd");
        office.desk().record(Office.keys("ada").sign(edited(first).statement()));

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.QUORUM);
        assertThat(office.desk().book().status("first", now()).orElseThrow().words())
                .extracting(Word::force)
                .containsOnly(Word.Force.REVISED);
        refuses("dan", first, "CHANGE_REFUSED");
    }

    @Test
    void nobodyEditsWhatSomebodyElseProposed() {
        Change first = office.propose("first", "ada", Office.MODEL_A);
        Change edit = with(edited(first), "bob");

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> office.desk().record(Office.keys("bob").sign(edit.statement())))
                .withMessageContaining("somebody else's");
        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() ->
                        office.desk().record(Office.keys("bob").sign(edited(first).statement())))
                .withMessageContaining("names ada as its author, but bob signed it");
    }

    @Test
    void newEvidenceVoidsApprovalsAndSaysSo() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.clock().advance(Duration.ofMinutes(1));
        office.evidence(Office.MODEL_A);

        assertThat(kinds(office.execute("first")))
                .containsExactly(Obstacle.Kind.EVIDENCE_CHANGED, Obstacle.Kind.QUORUM);
        assertThat(office.desk().book().status("first", now()).orElseThrow().words())
                .extracting(Word::force)
                .containsOnly(Word.Force.EVIDENCE_CHANGED);
    }

    @Test
    void evidenceOfAnotherModelVoidsNothing() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.evidence(Office.MODEL_B);

        assertThat(office.execute("first")).isInstanceOf(Execution.Done.class);
    }

    @Test
    void approvalsExpire() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.clock().advance(Duration.ofDays(7));

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.QUORUM);
    }

    @Test
    void aRevokedKeyVoidsItsApproval() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.revoke("bob");

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.QUORUM);

        office.approve(change, "bob-2");
        assertThat(office.execute("first")).isInstanceOf(Execution.Done.class);
    }

    @Test
    void aRejectionIsAVetoUntilItIsTakenBack() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.desk().record(Office.ballot(change, Ballot.Vote.REJECT, "dan"));

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.REJECTED);

        office.desk().record(Office.ballot(change, Ballot.Vote.WITHDRAW, "dan"));
        assertThat(office.execute("first")).isInstanceOf(Execution.Done.class);
    }

    @Test
    void anApprovalThatIsTakenBackDoesNotCount() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.desk().record(Office.ballot(change, Ballot.Vote.WITHDRAW, "bob-2"));

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.QUORUM);
    }

    @Test
    void theAuthorTakesTheWholeChangeBack() throws IOException {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.desk().record(Office.ballot(change, Ballot.Vote.WITHDRAW, "ada"));

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.WITHDRAWN);
    }

    @Test
    void executingTwiceIsRefused() throws IOException {
        office.approve(office.propose("first", "ada", Office.MODEL_A), "bob", "cyd");
        office.execute("first");

        assertThat(kinds(office.execute("first"))).containsExactly(Obstacle.Kind.EXECUTED);
        assertThat(office.desk().book().history("production")).hasSize(1);
    }

    @Test
    void ofManyAtOnceExactlyOneExecutes() throws Exception {
        office.approve(office.propose("first", "ada", Office.MODEL_A), "bob", "cyd");
        Callable<Execution> attempt = () -> office.execute("first");

        List<Execution> outcomes;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            outcomes =
                    threads.invokeAll(java.util.Collections.nCopies(16, attempt)).stream()
                            .map(Future::resultNow)
                            .toList();
        }

        assertThat(outcomes).filteredOn(Execution.Done.class::isInstance).hasSize(1);
        assertThat(office.desk().book().history("production")).hasSize(1);
    }

    @Test
    void twoDesksThatKnowNothingOfEachOtherMoveAnAliasOnce() throws Exception {
        Change change = office.propose("first", "ada", Office.MODEL_A);
        office.approve(change, "bob", "cyd");
        office.execute("first");
        AliasEvent again = office.desk().book().history("production").getFirst().event();
        office.clock().advance(Duration.ofSeconds(1));
        office.own(again.statement());

        List<AliasRecord> history = office.desk().book().history("production");
        assertThat(history).extracting(AliasRecord::counts).containsExactly(true, false);
        assertThat(history.getLast().against())
                .extracting(Obstacle::kind)
                .contains(Obstacle.Kind.EXECUTED);
    }

    @Test
    void anEventWithoutAChangeMovesNothing() {
        Change change = office.promotion("ghost", "ada", Office.MODEL_A);
        office.own(
                AliasEvent.of(change, List.of(), Optional.of(Office.digest("none")), now())
                        .statement());

        ChangeBook book = office.desk().book();
        assertThat(book.current("production")).isEmpty();
        assertThat(book.history("production"))
                .singleElement()
                .satisfies(line -> assertThat(line.counts()).isFalse());
        assertThat(book.refused()).isNotEmpty();
    }

    @Test
    void nothingIsRolledBackToWhatTheAliasNeverMeant() throws IOException {
        office.approve(office.propose("first", "ada", Office.MODEL_A), "bob", "cyd");
        office.execute("first");
        Change change = as(ChangeKind.ROLL_BACK, office.promotion("back", "ada", Office.MODEL_B));
        office.desk().record(Office.keys("ada").sign(change.statement()));
        office.approve(change, "bob", "cyd");

        assertThat(kinds(office.execute("back"))).containsExactly(Obstacle.Kind.NEVER_MEANT);
    }

    @Test
    void theGateIsAskedAsWell() throws IOException {
        dev.bulwark.kernel.evidence.Subject bare =
                new dev.bulwark.kernel.evidence.Subject("credit", Office.digest("no evidence"));
        office.approve(office.propose("first", "ada", bare), "bob", "cyd");

        Execution execution = office.execute("first");

        assertThat(kinds(execution)).contains(Obstacle.Kind.GATE);
        assertThat(office.desk().book().current("production")).isEmpty();
    }

    @Test
    void aTamperedProposalIsNotRecorded() {
        Change change = office.promotion("first", "ada", Office.MODEL_A);
        dev.bulwark.kernel.evidence.Envelope signed = Office.keys("ada").sign(change.statement());
        byte[] payload = with(change, "cyd").statement().toBytes();
        dev.bulwark.kernel.evidence.Envelope tampered =
                new dev.bulwark.kernel.evidence.Envelope(
                        signed.payloadType(),
                        dev.bulwark.kernel.Bytes.of(payload),
                        signed.signatures());

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> office.desk().record(tampered))
                .withMessageContaining("does not fit the content");
    }

    private Instant now() {
        return office.clock().instant();
    }

    private void refuses(String key, Change change, String code) {
        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(
                        () -> office.desk().record(Office.ballot(change, Ballot.Vote.APPROVE, key)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private static Change edited(Change first) {
        return new Change(
                first.id(),
                2,
                Optional.of(first.digest()),
                first.kind(),
                "Promote at once",
                first.why(),
                first.target(),
                first.from(),
                first.to(),
                first.about(),
                first.diff(),
                first.content(),
                first.evidence(),
                first.policy(),
                first.author(),
                first.createdAt());
    }

    private static Change with(Change change, String author) {
        return new Change(
                change.id(),
                change.revision(),
                change.previous(),
                change.kind(),
                change.title(),
                change.why(),
                change.target(),
                change.from(),
                change.to(),
                change.about(),
                change.diff(),
                change.content(),
                change.evidence(),
                change.policy(),
                author,
                change.createdAt());
    }

    private static Change as(ChangeKind kind, Change change) {
        return new Change(
                change.id(),
                change.revision(),
                change.previous(),
                kind,
                change.title(),
                change.why(),
                change.target(),
                change.from(),
                change.to(),
                change.about(),
                change.diff(),
                change.content(),
                change.evidence(),
                change.policy(),
                change.author(),
                change.createdAt());
    }

    private static List<Obstacle.Kind> kinds(Execution execution) {
        return switch (execution) {
            case Execution.Done done -> throw new AssertionError(done);
            case Execution.Refused(List<Obstacle> obstacles, var _) ->
                    obstacles.stream().map(Obstacle::kind).toList();
        };
    }
}
