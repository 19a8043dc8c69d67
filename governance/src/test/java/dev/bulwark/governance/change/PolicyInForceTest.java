package dev.bulwark.governance.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyInForceTest {
    private static final GatePolicy LAX = new GatePolicy("office", Map.of());

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
    void thePolicyIsReplacedByAnApprovedChangeAlone() throws IOException {
        Digest before = office.desk().book().policy().orElseThrow();
        office.own(Office.policy(1).statement());
        assertThat(office.desk().book().policy()).contains(before);

        assertThat(office.replacePolicy(Office.policy(1), "ada", "bob", "cyd"))
                .isInstanceOf(Execution.Done.class);
        assertThat(office.desk().book().policy()).contains(Office.policy(1).digest());
        assertThat(office.desk().book().rules().orElseThrow().quorum()).isEqualTo(1);
    }

    @Test
    void aChangedPolicyVoidsApprovalsOfOtherChanges() throws IOException {
        Change promotion = office.propose("first", "ada", Office.MODEL_A);
        office.approve(promotion, "bob", "cyd");
        office.replacePolicy(Office.policy(1), "ada", "bob", "cyd");

        assertThat(office.execute("first"))
                .isInstanceOfSatisfying(
                        Execution.Refused.class,
                        refused ->
                                assertThat(refused.obstacles())
                                        .extracting(Obstacle::kind)
                                        .containsExactly(
                                                Obstacle.Kind.POLICY_CHANGED,
                                                Obstacle.Kind.QUORUM));
    }

    @Test
    void aProposalThatLeavesOutWhatItAltersIsTurnedAway() {
        Change honest = office.policyChange(Office.policy(1), "ada");
        Change silent =
                new Change(
                        honest.id(),
                        honest.revision(),
                        honest.previous(),
                        honest.kind(),
                        honest.title(),
                        honest.why(),
                        honest.target(),
                        honest.from(),
                        honest.to(),
                        honest.about(),
                        List.of(),
                        honest.content(),
                        honest.evidence(),
                        honest.policy(),
                        honest.author(),
                        honest.createdAt());

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> office.desk().record(Office.keys("ada").sign(silent.statement())))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("CHANGE_DIFF_FALSE"));
        assertThat(ChangedDocument.differences(silent, office.verified())).contains(honest.diff());
    }

    @Test
    void aPolicyThatItsOwnerSignsAloneIsNotInForce() {
        office.own(LAX.statement());

        assertThat(PolicyInForce.read(office.verified())).contains(Office.policy(2));
    }

    @Test
    void aStatementThatAlsoNamesTheApprovedPolicyDoesNotPassForIt() throws IOException {
        GatePolicy approved = Office.policy(1);
        office.own(
                new Statement(
                        List.of(
                                new Subject("office gates", LAX.digest()),
                                new Subject("office gates", approved.digest())),
                        GatePolicy.PREDICATE_TYPE,
                        LAX.toJson()));

        office.replacePolicy(approved, "ada", "bob", "cyd");

        assertThat(PolicyInForce.read(office.verified())).contains(approved);
    }

    @Test
    void beforeAnyPolicyIsSignedNoneIsInForce(@TempDir Path empty) {
        try (var ledger =
                dev.bulwark.ledger.Ledger.open(
                        dev.bulwark.ledger.LedgerFolders.in(empty),
                        "bulwark.dev/log/empty",
                        Office.keys("ada").ed25519(),
                        office.clock())) {
            assertThat(
                            PolicyInForce.compiled(
                                    ledger.reader().verified(Office.keys("ada").trusted())))
                    .isEmpty();
        }
    }
}
