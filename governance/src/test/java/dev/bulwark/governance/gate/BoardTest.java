package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.trust.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final Instant NOW = SampleEvidence.NOW;
    private static final Digest POLICY = Digest.of(new byte[] {7});

    private static Evidence evidence(
            Practice practice, Outcome outcome, Instant at, Json.Obj result) {
        return SampleEvidence.signed(
                SampleEvidence.KEYS,
                PracticeEvidence.of(practice, outcome, at, Json.obj(), result, OptionalLong.empty())
                        .about(List.of(SampleEvidence.MODEL)));
    }

    private static Board.Row row(
            Practice practice,
            Map<Practice, Duration> freshness,
            Set<Practice> failed,
            Evidence... evidence) {
        return Board.of(
                        List.of(evidence),
                        List.of(SampleEvidence.MODEL.digest()),
                        freshness,
                        failed,
                        NOW)
                .rows()
                .stream()
                .filter(row -> row.practice() == practice)
                .findFirst()
                .orElseThrow();
    }

    private static Board.Row row(Practice practice, Evidence... evidence) {
        return row(practice, Map.of(), Set.of(), evidence);
    }

    @Test
    void thirtyPracticesAreShownAndWithoutEvidenceNoneIsAssessed() {
        Board board =
                Board.of(
                        List.of(), List.of(SampleEvidence.MODEL.digest()), Map.of(), Set.of(), NOW);

        assertThat(board.rows()).hasSize(30);
        assertThat(board.count(Board.State.NOT_ASSESSED)).isEqualTo(30);
        assertThat(Board.State.NOT_ASSESSED.text()).isEqualTo("not assessed");
    }

    @Test
    void theStateIsWhatTheEvidenceSaysUnlessAGateFoundOtherwiseOrItIsTooOld() {
        Evidence passed = evidence(Practice.SBOM, Outcome.PASSED, NOW.minusSeconds(10), Json.obj());
        Evidence failed = evidence(Practice.SBOM, Outcome.FAILED, NOW, Json.obj());
        Evidence apart = evidence(Practice.SBOM, Outcome.NOT_APPLICABLE, NOW, Json.obj());

        assertThat(row(Practice.SBOM, passed).state()).isEqualTo(Board.State.PASSED);
        assertThat(row(Practice.SBOM, failed).state()).isEqualTo(Board.State.FAILED);
        assertThat(row(Practice.SBOM, apart).state()).isEqualTo(Board.State.NOT_APPLICABLE);
        assertThat(row(Practice.SBOM, Map.of(), Set.of(Practice.SBOM), passed).state())
                .isEqualTo(Board.State.FAILED);
        assertThat(aged(passed, Duration.ofSeconds(10))).isEqualTo(Board.State.PASSED);
        assertThat(aged(passed, Duration.ofSeconds(9))).isEqualTo(Board.State.STALE);
    }

    private static Board.State aged(Evidence evidence, Duration allowed) {
        return row(Practice.SBOM, Map.of(Practice.SBOM, allowed), Set.of(), evidence).state();
    }

    @Test
    void theNewestEvidenceSpeaks() {
        Evidence older = evidence(Practice.SBOM, Outcome.FAILED, NOW.minusSeconds(10), Json.obj());
        Evidence newer = evidence(Practice.SBOM, Outcome.PASSED, NOW, Json.obj());

        assertThat(row(Practice.SBOM, newer, older).evidence()).contains(newer.digest());
    }

    @Test
    void theSummaryShowsTheMainFactsForPeople() {
        Json.Obj facts =
                Json.obj(
                        "min_disparate_impact",
                        0.81234,
                        "max_equal_opportunity_difference",
                        0.0004,
                        "groups",
                        4,
                        "columns",
                        19);

        assertThat(
                        row(
                                        Practice.BIAS_AUDIT,
                                        evidence(Practice.BIAS_AUDIT, Outcome.PASSED, NOW, facts))
                                .summary())
                .isEqualTo(
                        "min disparate impact 0.812, max equal opportunity difference 0.0004,"
                                + " groups 4");
    }

    @Test
    void roundedNumbersKeepTheirThirdDecimalAndWholeOnesHaveNone() {
        assertThat(shown(0.0005)).isEqualTo("0.001");
        assertThat(shown(-0.25)).isEqualTo("-0.250");
        assertThat(shown(0x1p53 - 1)).isEqualTo("9007199254740991");
        assertThat(shown(0x1p53)).isNotEqualTo("9007199254740992");
    }

    private static String shown(double gap) {
        Json.Obj facts = Json.obj("generalisation_gap", gap);
        return row(
                        Practice.REGULARIZATION,
                        evidence(Practice.REGULARIZATION, Outcome.PASSED, NOW, facts))
                .summary()
                .replace("generalisation gap ", "");
    }

    @Test
    void yesNoAndWordsAreShownAsSuch() {
        Json.Obj facts = Json.obj("files", true, "algorithm", "ECDSA", "post_quantum", false);

        assertThat(
                        row(
                                        Practice.SIGNING,
                                        evidence(Practice.SIGNING, Outcome.PASSED, NOW, facts))
                                .summary())
                .isEqualTo("files yes, algorithm ECDSA, post quantum no");
    }

    @Test
    void aPracticeWithoutAListOfItsOwnShowsItsFirstThreeFacts() {
        Json.Obj facts = Json.obj("a", 1, "b", 2, "c", 3, "d", 4);

        assertThat(
                        row(
                                        Practice.COMPONENT_VETTING,
                                        evidence(
                                                Practice.COMPONENT_VETTING,
                                                Outcome.PASSED,
                                                NOW,
                                                facts))
                                .summary())
                .isEqualTo("a 1, b 2, c 3");
    }

    @Test
    void noticesNameBrokenGlassAndEveryWaiver() {
        GateDecision.Answer waived =
                new GateDecision.Answer(
                                new Demand("sbom", Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                "",
                                Optional.of(new GateDecision.Reason("sbom is missing", "make it")))
                        .waivedBy(use(GateException.Kind.WAIVER, "demand:" + POLICY.hex()));
        GateDecision.Basis basis =
                new GateDecision.Basis(
                        POLICY,
                        Optional.empty(),
                        List.of(
                                use(GateException.Kind.WAIVER, "demand:" + POLICY.hex()),
                                use(GateException.Kind.WAIVER, "broken:a.json")));
        GateDecision overridden =
                new GateDecision.Overridden(
                        Gate.SERVE,
                        NOW,
                        basis,
                        List.of(waived),
                        List.of(new GateDecision.Reason("what", "fix")),
                        use(GateException.Kind.BREAK_GLASS, GateException.WHOLE_GATE));

        Board board = new Board(List.of()).after(List.of(overridden, overridden));

        assertThat(board.notices())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("BREAK-GLASS  gate serve"))
                .anyMatch(line -> line.startsWith("WAIVED  gate serve: sbom"))
                .anyMatch(line -> line.startsWith("WAIVED  gate serve: broken:a.json"));
    }

    private static ExceptionUse use(GateException.Kind kind, String rule) {
        return new ExceptionUse(
                POLICY, kind, rule, "ticket 12", Set.of(new Person("ann")), NOW.plusSeconds(60));
    }
}
