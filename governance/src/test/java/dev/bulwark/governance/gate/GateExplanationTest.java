package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.BrokenEvidence;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.ledger.trust.SignedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateExplanationTest {
    private static final Instant NOW = SampleEvidence.NOW;
    private static final Digest POLICY = Digest.of(new byte[] {7});
    private static final Digest ROSTER = Digest.of(new byte[] {8});
    private static final Demand SBOM =
            new Demand("sbom", Optional.of("completeness >= 0.8"), Optional.empty());
    private static final GateDecision.Reason UNMET =
            new GateDecision.Reason("sbom: completeness = 0.5", "list more components");
    private static final GateDecision.Reason BROKEN =
            new GateDecision.Reason("evidence is broken: a.json", "restore it");
    private static final ExceptionUse WAIVER =
            new ExceptionUse(
                    Digest.of(new byte[] {6}),
                    GateException.Kind.WAIVER,
                    GateException.ruleOf(SBOM),
                    "ticket 12",
                    Set.of(new Person("ann"), new Person("bob")),
                    NOW.plusSeconds(60));

    private static Considered considered(int number, Duration age, Considered.Verdict verdict) {
        return new Considered(
                Digest.of(new byte[] {1, (byte) number}),
                number,
                NOW.minus(age),
                Optional.of(NOW.minus(age)),
                Optional.of(age),
                List.of(
                        new SignedBy(
                                "0123456789abcdef",
                                new Person("ann"),
                                Set.of("supply", "builder"))),
                verdict,
                "completeness = 0.5",
                "0.5 >= 0.8",
                "it is not met");
    }

    private static GateDecision.Answer unmet(List<Considered> considered) {
        return new GateDecision.Answer(
                SBOM,
                considered.stream().map(Considered::evidence).findFirst(),
                "completeness = 0.5",
                Optional.of(UNMET),
                considered,
                Optional.empty());
    }

    private static GateDecision denied(GateDecision.Answer... answers) {
        return new GateDecision.Deny(
                Gate.RELEASE,
                NOW,
                new GateDecision.Basis(POLICY, Optional.of(ROSTER), List.of()),
                List.of(answers),
                List.of(UNMET, BROKEN));
    }

    @Test
    void everyReasonIsToldOnceWithItsFix() {
        String text = GateExplanation.render(denied(unmet(List.of())));

        assertThat(text)
                .contains("NO   sbom: completeness >= 0.8", UNMET.what(), UNMET.fix())
                .contains("NO   " + BROKEN.what(), BROKEN.fix())
                .containsOnlyOnce(UNMET.what())
                .containsOnlyOnce(BROKEN.what());
    }

    @Test
    void policyAndRosterAreNamed() {
        assertThat(GateExplanation.render(denied(unmet(List.of()))))
                .contains("policy " + POLICY.abbreviated(), "roster " + ROSTER.abbreviated());
    }

    @Test
    void aDemandThatIsMetShowsItsValuesAndOneThatIsNotDoesNot() {
        GateDecision.Answer met =
                new GateDecision.Answer(
                        SBOM, Optional.of(POLICY), "completeness = 0.9", Optional.empty());
        GateDecision allow = new GateDecision.Allow(Gate.RELEASE, NOW, POLICY, List.of(met));

        assertThat(GateExplanation.render(allow)).contains("ok   sbom", "[completeness = 0.9]");
        assertThat(GateExplanation.render(denied(unmet(List.of()))))
                .doesNotContain("[completeness");
    }

    @Test
    void aDemandWithoutValuesShowsNoEmptyBrackets() {
        GateDecision.Answer met =
                new GateDecision.Answer(SBOM, Optional.of(POLICY), "", Optional.empty());

        assertThat(
                        GateExplanation.render(
                                new GateDecision.Allow(Gate.RELEASE, NOW, POLICY, List.of(met))))
                .doesNotContain("[]");
    }

    @Test
    void theWholeReasoningShowsEveryPieceWithSignerAgeConditionAndVerdict() {
        Considered bad = considered(1, Duration.ofHours(5), Considered.Verdict.AGAINST);
        Considered old = considered(2, Duration.ofDays(90), Considered.Verdict.STALE);

        String text = GateExplanation.renderWhole(denied(unmet(List.of(bad, old))), List.of());

        assertThat(text)
                .contains("NO   sbom", "rule " + GateException.ruleOf(SBOM), BROKEN.what())
                .contains("against", bad.evidence().abbreviated(), "entry 1, 5 h old, by ann")
                .contains("stale", old.evidence().abbreviated(), "entry 2, 90 d old")
                .contains("0.5 >= 0.8", "it is not met")
                .contains("policy " + POLICY.abbreviated())
                .doesNotContain("older pieces");
    }

    @Test
    void fromTwoDaysOnAgeIsToldInDays() {
        Considered younger =
                considered(1, Duration.ofDays(2).minusSeconds(1), Considered.Verdict.FOR);
        Considered older = considered(2, Duration.ofDays(2), Considered.Verdict.SUPERSEDED);

        assertThat(GateExplanation.renderWhole(denied(unmet(List.of(younger, older))), List.of()))
                .contains("for ", "47 h old")
                .contains("superseded ", "2 d old");
    }

    @Test
    void ofManyPiecesTheNewestTwentyAreShownAndTheRestIsCounted() {
        List<Considered> many =
                IntStream.range(0, 23)
                        .mapToObj(i -> considered(i, Duration.ofHours(1), Considered.Verdict.FOR))
                        .toList();

        assertThat(GateExplanation.renderWhole(denied(unmet(many)), List.of()))
                .contains("entry 19,", "and 3 older pieces")
                .doesNotContain("entry 20,");
        assertThat(GateExplanation.renderWhole(denied(unmet(many.subList(0, 20))), List.of()))
                .doesNotContain("older pieces");
    }

    @Test
    void whatSaysNothingMoreLeavesNoEmptyLine() {
        Considered plain =
                new Considered(
                        POLICY,
                        3,
                        NOW,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Considered.Verdict.FOR,
                        "",
                        "",
                        "");

        assertThat(GateExplanation.renderWhole(denied(unmet(List.of(plain))), List.of()))
                .contains("of no known age")
                .doesNotContain("│    │    \n");
    }

    @Test
    void whatNobodyWasEntitledToSignIsToldApart() {
        BrokenEvidence foreign =
                new BrokenEvidence("b.json", BrokenEvidence.Flaw.WRONG_ROLE, "no role covers it");

        assertThat(GateExplanation.renderWhole(denied(unmet(List.of())), List.of(foreign)))
                .contains("does not count: " + foreign.message(), foreign.flaw().fix());
        assertThat(
                        GateExplanation.toJson(denied(unmet(List.of())), List.of(foreign))
                                .objects("notCounted"))
                .singleElement()
                .satisfies(each -> assertThat(each.string("flaw")).isEqualTo("WRONG_ROLE"));
    }

    @Test
    void machinesReadTheSame() {
        Considered bad = considered(1, Duration.ofHours(5), Considered.Verdict.AGAINST);

        Json.Obj json = GateExplanation.toJson(denied(unmet(List.of(bad))), List.of());

        assertThat(json.string("decision")).isEqualTo("refused");
        assertThat(json.string("roster")).isEqualTo(ROSTER.toString());
        assertThat(json.objects("reasons"))
                .extracting(reason -> reason.string("fix"))
                .containsExactly(UNMET.fix(), BROKEN.fix());
        Json.Obj demand = json.objects("demands").getFirst();
        assertThat(demand.string("why")).isEqualTo(UNMET.what());
        assertThat(demand.string("rule")).isEqualTo(GateException.ruleOf(SBOM));
        Json.Obj piece = demand.objects("evidence").getFirst();
        assertThat(piece.string("verdict")).isEqualTo("against");
        assertThat(piece.string("at")).isEqualTo(bad.loggedAt().toString());
        assertThat(piece.integer("ageHours")).isEqualTo(5);
        assertThat(piece.objects("signers").getFirst().strings("roles"))
                .containsExactly("builder", "supply");
    }

    @Test
    void aWaiverIsTheFixOfWhatItWaives() {
        GateDecision allow =
                new GateDecision.Allow(
                        Gate.RELEASE,
                        NOW,
                        new GateDecision.Basis(POLICY, Optional.empty(), List.of(WAIVER)),
                        List.of(unmet(List.of()).waivedBy(WAIVER)));

        assertThat(GateExplanation.render(allow))
                .contains("WAIVED sbom", "waiver by ann and bob until", "ticket 12")
                .doesNotContain(UNMET.fix());
        Json.Obj json = GateExplanation.toJson(allow, List.of());
        assertThat(json.objects("waivers")).hasSize(1);
        assertThat(json.objects("demands").getFirst().object("waiver").strings("people"))
                .containsExactly("ann", "bob");
    }

    @Test
    void aBrokenGlassStandsFirstAndIsAMemberOfItsOwn() {
        ExceptionUse glass =
                new ExceptionUse(
                        POLICY,
                        GateException.Kind.BREAK_GLASS,
                        GateException.WHOLE_GATE,
                        "incident 7",
                        Set.of(new Person("ann"), new Person("bob")),
                        NOW.plusSeconds(60));
        GateDecision overridden =
                new GateDecision.Overridden(
                        Gate.SERVE,
                        NOW,
                        new GateDecision.Basis(POLICY, Optional.empty(), List.of()),
                        List.of(),
                        List.of(BROKEN),
                        glass);

        assertThat(GateExplanation.render(overridden))
                .startsWith("gate serve: overridden\n├─ BREAK-GLASS");
        assertThat(
                        GateExplanation.toJson(overridden, List.of())
                                .object("breakGlass")
                                .string("reason"))
                .isEqualTo("incident 7");
        assertThat(GateExplanation.toJson(denied(unmet(List.of())), List.of()).get("breakGlass"))
                .isEmpty();
    }
}
