package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import dev.bulwark.ledger.BrokenEvidence.Flaw;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BrokenEvidenceTest {
    @Test
    void nothingMayBeDecidedBesideWhatMayHaveSpokenAgainst() {
        assertThat(Arrays.stream(Flaw.values()).filter(Flaw::blocks))
                .containsExactlyInAnyOrder(
                        Flaw.DAMAGED,
                        Flaw.REFUSED,
                        Flaw.OFF_SCHEMA,
                        Flaw.UNREADABLE_ROLES,
                        Flaw.NOT_LOGGED,
                        Flaw.MISLOGGED,
                        Flaw.MISSING,
                        Flaw.WRONG_PROOF);
    }

    @Test
    void whatBlocksIsNeverMild() {
        assertThat(Arrays.stream(Flaw.values()).filter(Flaw::blocks))
                .allMatch(flaw -> flaw.severity().compareTo(Severity.HIGH) >= 0);
        assertThat(Arrays.stream(Flaw.values()).filter(f -> f.severity() == Severity.INFO))
                .containsExactlyInAnyOrder(Flaw.ERASED, Flaw.NO_PROOF);
    }

    @Test
    void everyFlawNamesTheFileTheReasonAndTheFix() {
        for (Flaw flaw : Flaw.values()) {
            Finding finding = new BrokenEvidence("a/file", flaw, "because").toFinding();
            assertThat(finding.rule()).isEqualTo("evidence/" + flaw);
            assertThat(finding.severity()).isEqualTo(flaw.severity());
            assertThat(finding.message()).contains("a/file", "because");
            assertThat(finding.fix()).isEqualTo(flaw.fix()).isNotBlank();
        }
    }
}
