package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelevanceTest {
    private static final Instant NOW = SampleEvidence.NOW;
    private static final Digest MODEL = SampleEvidence.MODEL.digest();
    private static final Digest DATA = SampleEvidence.DATA.digest();

    private static Evidence evidence(
            Practice practice, Subject subject, Instant at, Json.Obj result) {
        return SampleEvidence.signed(
                SampleEvidence.KEYS,
                PracticeEvidence.of(
                                practice,
                                Outcome.PASSED,
                                at,
                                Json.obj(),
                                result,
                                OptionalLong.empty())
                        .about(List.of(subject)));
    }

    private static Evidence manifest() {
        return evidence(Practice.DATA_INTEGRITY, SampleEvidence.DATA, NOW, Json.obj("rows", 1));
    }

    private static Evidence audit(Subject subject, Instant at, double impact) {
        return evidence(Practice.BIAS_AUDIT, subject, at, Json.obj("min_disparate_impact", impact));
    }

    private static GateDecision decide(List<Evidence> evidence, List<Digest> subjects) {
        Map<Gate, List<Demand>> gates = new EnumMap<>(Gate.class);
        gates.put(
                Gate.RELEASE,
                List.of(
                        new Demand(
                                "bias-audit",
                                Optional.of("min_disparate_impact >= 0.8"),
                                Optional.empty())));
        return switch (CompiledPolicy.compile(
                new GatePolicy("credit", gates), FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy policy) ->
                    GateKeeper.decide(
                            new Transition(
                                    Gate.RELEASE,
                                    subjects,
                                    SampleEvidence.verified(
                                            SampleEvidence.KEYS, evidence, List.of()),
                                    NOW),
                            policy);
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new AssertionError(problems);
        };
    }

    @Test
    void anAuditOfTheDataDoesNotPassForAnAuditOfTheModel() {
        List<Evidence> evidence = List.of(manifest(), audit(SampleEvidence.DATA, NOW, 1));

        assertThat(decide(evidence, List.of(MODEL, DATA)))
                .isInstanceOfSatisfying(
                        GateDecision.Deny.class,
                        deny ->
                                assertThat(deny.reasons().getFirst().what())
                                        .contains("no evidence")
                                        .contains(MODEL.abbreviated())
                                        .doesNotContain(DATA.abbreviated()));
    }

    @Test
    void aNewerAuditOfTheDataDoesNotShadowABadOneOfTheModel() {
        List<Evidence> evidence =
                List.of(
                        manifest(),
                        audit(SampleEvidence.MODEL, NOW.minusSeconds(60), 0.5),
                        audit(SampleEvidence.DATA, NOW, 1));

        assertThat(decide(evidence, List.of(MODEL, DATA))).isInstanceOf(GateDecision.Deny.class);
        assertThat(Board.of(evidence, List.of(MODEL, DATA), Map.of(), Set.of(), NOW).rows())
                .filteredOn(row -> row.practice() == Practice.BIAS_AUDIT)
                .singleElement()
                .satisfies(row -> assertThat(row.summary()).contains("0.500"));
    }

    @Test
    void anAuditOfTheModelCounts() {
        assertThat(
                        decide(
                                List.of(manifest(), audit(SampleEvidence.MODEL, NOW, 0.9)),
                                List.of(MODEL, DATA)))
                .isInstanceOf(GateDecision.Allow.class);
    }

    @Test
    void whereOnlyDataIsInQuestionAnAuditOfItCounts() {
        assertThat(decide(List.of(manifest(), audit(SampleEvidence.DATA, NOW, 0.9)), List.of(DATA)))
                .isInstanceOf(GateDecision.Allow.class);
    }

    @Test
    void aModelThatAManifestListsAmongItsFilesIsStillAModel() {
        Evidence manifest =
                SampleEvidence.signed(
                        SampleEvidence.KEYS,
                        PracticeEvidence.of(
                                        Practice.DATA_INTEGRITY,
                                        Outcome.PASSED,
                                        NOW,
                                        Json.obj(),
                                        Json.obj("rows", 1),
                                        OptionalLong.empty())
                                .about(List.of(SampleEvidence.DATA, SampleEvidence.MODEL)));

        assertThat(
                        decide(
                                List.of(manifest, audit(SampleEvidence.DATA, NOW, 1)),
                                List.of(MODEL, DATA)))
                .isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void aManifestThatCallsTheModelADataSetTurnsNoAuditOfTheDataIntoOneOfTheModel() {
        List<Evidence> evidence =
                List.of(
                        manifest(),
                        evidence(
                                Practice.DATA_INTEGRITY,
                                SampleEvidence.MODEL,
                                NOW,
                                Json.obj("rows", 1)),
                        audit(SampleEvidence.DATA, NOW, 1));

        assertThat(decide(evidence, List.of(MODEL, DATA))).isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void withoutAManifestTheDataIsStillNoModel() {
        assertThat(decide(List.of(audit(SampleEvidence.DATA, NOW, 1)), List.of(MODEL, DATA)))
                .isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void oneFindingOfMaliceRefusesWhateverComesAfterIt() {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(audit(SampleEvidence.MODEL, NOW, 0.9));
        assertThat(decide(evidence, List.of(MODEL))).isInstanceOf(GateDecision.Allow.class);
        evidence.add(
                evidence(
                        Practice.COMPONENT_VETTING,
                        SampleEvidence.MODEL,
                        NOW.minusSeconds(9_000_000),
                        Json.obj("malicious", true)));
        evidence.add(
                evidence(
                        Practice.COMPONENT_VETTING,
                        SampleEvidence.MODEL,
                        NOW,
                        Json.obj("malicious", false)));

        assertThat(decide(evidence, List.of(MODEL)))
                .isInstanceOfSatisfying(
                        GateDecision.Deny.class,
                        deny ->
                                assertThat(deny.reasons())
                                        .singleElement()
                                        .satisfies(reason ->
                                                assertThat(reason.what()).contains("malicious")));
    }

    @Test
    void maliceOfAnotherModelDoesNotRefuseThisOne() {
        Subject other = new Subject("other", Digest.of(new byte[] {9}));
        List<Evidence> evidence =
                List.of(
                        audit(SampleEvidence.MODEL, NOW, 0.9),
                        evidence(
                                Practice.COMPONENT_VETTING,
                                other,
                                NOW,
                                Json.obj("malicious", true)));

        assertThat(decide(evidence, List.of(MODEL))).isInstanceOf(GateDecision.Allow.class);
    }
}
