package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.SignedBy;
import dev.bulwark.ledger.trust.SignerRoles;
import dev.bulwark.ledger.trust.Standing;
import dev.bulwark.ledger.trust.TrustRoot;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One demand against evidence by people in roles, as the log has it. */
class DemandJudgeTest {
    private static final Instant NOW = SampleEvidence.NOW;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Demand SBOM = new Demand("sbom", Optional.empty(), Optional.of(DAY));
    private static final SignedBy ANN =
            new SignedBy("a".repeat(64), new Person("ann"), Set.of("builder"));
    private static final SignedBy BOB =
            new SignedBy("b".repeat(64), new Person("bob"), Set.of("auditor"));

    private final Map<Evidence, Standing> log = new LinkedHashMap<>();

    private void logged(Statement statement, Instant at, SignedBy by) {
        log.put(
                SampleEvidence.signed(SampleEvidence.KEYS, statement),
                new Standing(log.size(), at, List.of(by)));
    }

    private static Statement sbom(Outcome outcome, Instant at, Subject about) {
        return new PracticeEvidence(
                        "sbom", outcome, at, Json.obj(), Json.obj(), OptionalLong.empty())
                .about(List.of(about));
    }

    private void sbom(Outcome outcome, Instant at, SignedBy by) {
        logged(sbom(outcome, at, SampleEvidence.MODEL), at, by);
    }

    private GateDecision.Answer answer(Demand demand) {
        return answer(Gate.RELEASE, demand, SampleEvidence.MODEL, SampleEvidence.DATA);
    }

    private GateDecision.Answer answer(Gate gate, Demand demand, Subject... subjects) {
        CompiledPolicy.Compilation compiled =
                CompiledPolicy.compile(
                        new GatePolicy("credit", Map.of(gate, List.of(demand))),
                        FactVocabulary.shipped());
        VerifiedEvidence verified =
                new VerifiedEvidence(
                        List.copyOf(log.keySet()),
                        log.entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                each -> each.getKey().digest(),
                                                Map.Entry::getValue)),
                        List.of(),
                        SignerRoles.of(TrustRoot.of(SampleEvidence.KEYS.trusted())));
        return GateKeeper.decide(
                        new Transition(
                                gate,
                                java.util.Arrays.stream(subjects).map(Subject::digest).toList(),
                                verified,
                                NOW),
                        ((CompiledPolicy.Compilation.Compiled) compiled).policy())
                .answers()
                .getFirst();
    }

    private static Demand by(String... roles) {
        return new Demand(
                "sbom", Optional.empty(), Optional.of(DAY), Set.of(roles), Optional.empty());
    }

    private static Demand about(Artifact.Kind kind) {
        return new Demand("sbom", Optional.empty(), Optional.empty(), Set.of(), Optional.of(kind));
    }

    private static List<Considered.Verdict> verdicts(GateDecision.Answer answer) {
        return answer.considered().stream().map(Considered::verdict).toList();
    }

    @Test
    void whoeverIsEntitledMaySignWhereTheDemandNamesNobody() {
        sbom(Outcome.PASSED, NOW, ANN);

        assertThat(answer(SBOM).met()).isTrue();
    }

    @Test
    void aRoleOrAPersonThatIsDemandedMustHaveSigned() {
        sbom(Outcome.PASSED, NOW, ANN);

        assertThat(answer(by("builder")).met()).isTrue();
        assertThat(answer(by("ann")).met()).isTrue();
        assertThat(answer(by("auditor", "builder")).met()).isTrue();
        assertThat(answer(by("auditor")).reason().orElseThrow().what())
                .contains("ann", "builder", "auditor");
    }

    @Test
    void theOneByTheRightPersonIsTheEvidenceThatMeetsTheDemand() {
        sbom(Outcome.PASSED, NOW.minusSeconds(60), BOB);
        sbom(Outcome.PASSED, NOW, ANN);

        GateDecision.Answer answer = answer(by("auditor"));

        assertThat(answer.evidence()).contains(log.keySet().iterator().next().digest());
    }

    @Test
    void aBadResultBySomebodyElseRefusesAllTheSame() {
        sbom(Outcome.PASSED, NOW, ANN);
        sbom(Outcome.FAILED, NOW.minusSeconds(60), BOB);

        assertThat(answer(by("builder")).reason().orElseThrow().what()).contains("failed");
    }

    @Test
    void onlyTheSameSignerTakesTheWordBack() {
        sbom(Outcome.FAILED, NOW.minusSeconds(60), ANN);
        sbom(Outcome.PASSED, NOW, ANN);

        assertThat(answer(SBOM).met()).isTrue();
        assertThat(verdicts(answer(SBOM)))
                .containsExactly(Considered.Verdict.FOR, Considered.Verdict.SUPERSEDED);
    }

    @Test
    void evidenceOfTheVeryLastMomentIsFreshAndASecondMoreIsStale() {
        sbom(Outcome.PASSED, NOW.minus(DAY), ANN);
        assertThat(answer(SBOM).met()).isTrue();
        log.clear();
        sbom(Outcome.PASSED, NOW.minus(DAY).minusSeconds(1), ANN);

        assertThat(answer(SBOM).met()).isFalse();
        assertThat(verdicts(answer(SBOM))).containsExactly(Considered.Verdict.STALE);
    }

    @Test
    void ageCountsFromTheEntryWhereTheEvidenceClaimsToBeYounger() {
        logged(
                sbom(Outcome.PASSED, NOW, SampleEvidence.MODEL),
                NOW.minus(DAY).minusSeconds(1),
                ANN);

        assertThat(verdicts(answer(SBOM))).containsExactly(Considered.Verdict.STALE);
    }

    @Test
    void clocksMayDifferByFiveMinutesAndNoMore() {
        sbom(Outcome.PASSED, NOW.plus(Duration.ofMinutes(5)), ANN);
        assertThat(answer(SBOM).met()).isTrue();
        log.clear();
        sbom(Outcome.PASSED, NOW.plus(Duration.ofMinutes(5)).plusSeconds(1), ANN);

        assertThat(answer(SBOM).reason().orElseThrow().what()).contains("in the future");
    }

    @Test
    void evidenceWithoutTimeOrOutcomeRefuses() {
        Json.Obj good = sbom(Outcome.PASSED, NOW, SampleEvidence.MODEL).predicate();
        for (String member : List.of("at", "outcome")) {
            log.clear();
            logged(
                    new Statement(
                            List.of(SampleEvidence.MODEL),
                            SBOM.predicateType(),
                            without(good, member)),
                    NOW,
                    ANN);

            assertThat(answer(SBOM).met()).as("without %s", member).isFalse();
            assertThat(verdicts(answer(SBOM))).containsExactly(Considered.Verdict.AGAINST);
        }
    }

    private static Json.Obj without(Json.Obj json, String member) {
        Json.Obj rest = Json.obj();
        for (Map.Entry<String, Json> each : json.members().entrySet()) {
            rest = each.getKey().equals(member) ? rest : rest.with(each.getKey(), each.getValue());
        }
        return rest;
    }

    @Test
    void provenanceHasATimeOfItsOwnAndNeedsNoOutcome() {
        Demand provenance = new Demand(Demand.PROVENANCE, Optional.empty(), Optional.of(DAY));
        logged(provenance(Json.obj("finishedOn", NOW.toString())), NOW, ANN);
        assertThat(answer(provenance).met()).isTrue();

        for (Json metadata :
                List.of(Json.obj(), Json.obj("finishedOn", "yesterday"), Json.of("2026"))) {
            log.clear();
            logged(provenance(metadata), NOW, ANN);
            assertThat(answer(provenance).reason().orElseThrow().what()).contains("states no time");
        }
    }

    private static Statement provenance(Json metadata) {
        return new Statement(
                List.of(SampleEvidence.MODEL),
                "https://slsa.dev/provenance/v1",
                Json.obj(
                        "buildDefinition",
                        Json.obj("buildType", "train"),
                        "runDetails",
                        Json.obj("metadata", metadata)));
    }

    @Test
    void newerProvenanceOfTheSameBuildTakesTheOlderOnesPlace() {
        Demand provenance = new Demand(Demand.PROVENANCE, Optional.empty(), Optional.of(DAY));
        Instant before = NOW.minusSeconds(60);
        logged(provenance(Json.obj("finishedOn", before.toString())), before, ANN);
        logged(provenance(Json.obj("finishedOn", NOW.toString())), NOW, ANN);

        assertThat(verdicts(answer(provenance)))
                .containsExactly(Considered.Verdict.FOR, Considered.Verdict.SUPERSEDED);
    }

    @Test
    void aDemandAboutTheDataTakesNoEvidenceOfTheModel() {
        logged(sbom(Outcome.PASSED, NOW, SampleEvidence.MODEL), NOW, ANN);
        logged(manifest(), NOW, ANN);

        assertThat(answer(about(Artifact.Kind.MODEL)).met()).isTrue();
        assertThat(answer(about(Artifact.Kind.DATASET)).met()).isFalse();
    }

    @Test
    void aDemandAboutTheModelTakesNoEvidenceOfTheData() {
        logged(sbom(Outcome.PASSED, NOW, SampleEvidence.DATA), NOW, ANN);
        logged(manifest(), NOW, ANN);

        assertThat(answer(about(Artifact.Kind.MODEL)).met()).isFalse();
        assertThat(answer(about(Artifact.Kind.DATASET)).met()).isTrue();
    }

    @Test
    void whatNoManifestNamesIsNoDataSet() {
        logged(sbom(Outcome.PASSED, NOW, SampleEvidence.DATA), NOW, ANN);

        assertThat(answer(about(Artifact.Kind.DATASET)).reason().orElseThrow().what())
                .contains("of the kind that is asked for");
    }

    @Test
    void beforeTrainingThereIsDataAndNoModel() {
        logged(sbom(Outcome.PASSED, NOW, SampleEvidence.DATA), NOW, ANN);
        logged(manifest(), NOW, ANN);

        assertThat(answer(Gate.TRAIN, SBOM, SampleEvidence.DATA).met()).isTrue();
        assertThat(answer(Gate.TRAIN, about(Artifact.Kind.DATASET), SampleEvidence.DATA).met())
                .isTrue();
        assertThat(answer(Gate.TRAIN, about(Artifact.Kind.MODEL), SampleEvidence.DATA).met())
                .isFalse();
    }

    private static Statement manifest() {
        return new PracticeEvidence(
                        "data-integrity",
                        Outcome.PASSED,
                        NOW,
                        Json.obj(),
                        Json.obj(),
                        OptionalLong.empty())
                .about(List.of(SampleEvidence.DATA));
    }

    @Test
    void theAskerIsToldWhatEvidenceMustBeAbout() {
        Transition question =
                new Transition(
                        Gate.RELEASE,
                        List.of(SampleEvidence.MODEL.digest(), SampleEvidence.DATA.digest()),
                        SampleEvidence.verified(
                                SampleEvidence.KEYS,
                                List.of(SampleEvidence.signed(SampleEvidence.KEYS, manifest())),
                                List.of()),
                        NOW);

        assertThat(GateKeeper.about(question, SBOM)).containsExactly(SampleEvidence.MODEL.digest());
        assertThat(
                        GateKeeper.about(
                                question,
                                new Demand("data-integrity", Optional.empty(), Optional.empty())))
                .containsExactlyInAnyOrder(
                        SampleEvidence.MODEL.digest(), SampleEvidence.DATA.digest());
    }
}
