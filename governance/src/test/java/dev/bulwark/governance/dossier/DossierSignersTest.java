package dev.bulwark.governance.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.trust.Grant;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.Revocation;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import dev.bulwark.ledger.trust.SignerKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dossier in which more than the owner signed: who was entitled is judged offline as well. */
class DossierSignersTest {
    private static final SigningKeys OWNER = SampleEvidence.KEYS;
    private static final SigningKeys ALICE = SigningKeys.generate();
    private static final String AUDIT = "https://bulwark.dev/evidence/bias-audit/v1";

    @TempDir private Path folder;

    private static Statement audit() {
        return SampleEvidence.all().stream()
                .map(Evidence::statement)
                .filter(each -> each.predicateType().equals(AUDIT))
                .findFirst()
                .orElseThrow();
    }

    private static Evidence roster(String covered) {
        Grant grant =
                new Grant(
                        "auditor",
                        List.of(covered),
                        SampleEvidence.NOW.minus(Duration.ofDays(1)),
                        Optional.empty());
        RosterMember alice =
                new RosterMember(
                        new Person("alice"), SignerKeys.of(ALICE.publicKeys()), List.of(grant));
        return SampleEvidence.signed(
                OWNER, new Roster(1, Optional.empty(), List.of(alice)).statement());
    }

    private DossierVerification verified(Evidence... besides) {
        List<Evidence> evidence = SampleEvidence.all();
        List<Evidence> entered = new ArrayList<>(List.of(besides));
        entered.addAll(evidence);
        Path dossier = folder.resolve("dossier");
        new DossierWriter(OWNER)
                .write(dossier, SampleDossier.content(folder, OWNER, "", evidence, entered));
        return DossierVerifier.verify(dossier, OWNER.publicKeys());
    }

    private void assertRefused(DossierVerification verification, Evidence evidence) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        DossierVerification.Broken.class,
                        broken ->
                                assertThat(broken.faults())
                                        .singleElement()
                                        .satisfies(fault -> {
                                            assertThat(fault.file())
                                                    .isEqualTo(
                                                            DossierLayout.envelope(
                                                                    evidence.digest()));
                                            assertThat(fault.what()).contains("entitled");
                                        }));
    }

    @Test
    void whatAMemberOfTheRosterSignedInItsRoleHolds() {
        assertThat(verified(roster("bias-audit"), SampleEvidence.signed(ALICE, audit())))
                .isInstanceOf(DossierVerification.Intact.class);
    }

    @Test
    void whatAMemberSignedInAnotherRoleIsNamed() {
        Evidence audit = SampleEvidence.signed(ALICE, audit());

        assertRefused(verified(roster("sbom"), audit), audit);
    }

    @Test
    void whatWasLoggedBeforeItsSignerWasEnrolledIsNamed() {
        Evidence audit = SampleEvidence.signed(ALICE, audit());

        assertRefused(verified(audit, roster("bias-audit")), audit);
    }

    @Test
    void whatARevokedKeySignedIsNamed() {
        Evidence audit = SampleEvidence.signed(ALICE, audit());
        Evidence revocation =
                SampleEvidence.signed(
                        OWNER,
                        new Revocation(
                                        SignerKeys.of(ALICE.publicKeys()).id(),
                                        SampleEvidence.NOW,
                                        Revocation.Reason.COMPROMISED)
                                .statement());

        assertRefused(verified(roster("bias-audit"), audit, revocation), audit);
    }

    @Test
    void withoutARosterNobodyButTheOwnerHoldsAnyRole() {
        assertThat(verified(SampleEvidence.signed(ALICE, audit())))
                .isInstanceOf(DossierVerification.Broken.class);
    }
}
