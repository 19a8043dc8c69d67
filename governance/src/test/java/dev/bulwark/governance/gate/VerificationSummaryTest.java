package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.trust.Person;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SLSA VSA v1 of a gate's decision. */
class VerificationSummaryTest {
    private static final Instant NOW = SampleEvidence.NOW;
    private static final Digest POLICY = Digest.of(new byte[] {7});
    private static final Digest DECISIVE = Digest.of(new byte[] {11});
    private static final Digest LOOKED_AT = Digest.of(new byte[] {12});
    private static final Digest WAIVER = Digest.of(new byte[] {13});
    private static final Digest GLASS = Digest.of(new byte[] {14});

    private static ExceptionUse use(GateException.Kind kind, Digest evidence) {
        return new ExceptionUse(
                evidence,
                kind,
                "gate",
                "incident 7",
                Set.of(new Person("ann")),
                NOW.plusSeconds(9));
    }

    private static GateDecision overridden() {
        Considered considered =
                new Considered(
                        LOOKED_AT,
                        1,
                        NOW,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Considered.Verdict.STALE,
                        "",
                        "",
                        "too old");
        GateDecision.Answer answer =
                new GateDecision.Answer(
                        new Demand("sbom", Optional.empty(), Optional.empty()),
                        Optional.of(DECISIVE),
                        "",
                        Optional.of(new GateDecision.Reason("sbom is bad", "mend it")),
                        List.of(considered),
                        Optional.empty());
        return new GateDecision.Overridden(
                Gate.RELEASE,
                NOW,
                new GateDecision.Basis(
                        POLICY, Optional.empty(), List.of(use(GateException.Kind.WAIVER, WAIVER))),
                List.of(answer),
                List.of(new GateDecision.Reason("sbom is bad", "mend it")),
                use(GateException.Kind.BREAK_GLASS, GLASS));
    }

    private static Statement summary(GateDecision decision) {
        return VerificationSummary.of(decision, List.of(SampleEvidence.MODEL), "german credit");
    }

    @Test
    void everythingThatWasReadIsAnInput() {
        assertThat(summary(overridden()).predicate().objects("inputAttestations"))
                .extracting(input -> new Digest(input.object("digest").string("sha256")))
                .containsExactlyInAnyOrder(DECISIVE, LOOKED_AT, WAIVER, GLASS);
    }

    @Test
    void policyGateAndReasonsAreNamed() {
        Json.Obj predicate = summary(overridden()).predicate();

        assertThat(predicate.string("resourceUri"))
                .isEqualTo("urn:bulwark:german%20credit:release");
        assertThat(predicate.object("policy").string("uri"))
                .isEqualTo("urn:bulwark:german%20credit:policy");
        assertThat(predicate.object("policy").object("digest").string("sha256"))
                .isEqualTo(POLICY.hex());
        assertThat(predicate.strings("bulwark_reasons")).containsExactly("sbom is bad");
        assertThat(predicate.objects("bulwark_answers").getFirst().string("why"))
                .isEqualTo("sbom is bad");
        assertThat(predicate.strings("verifiedLevels")).containsExactly("FAILED");
        assertThat(predicate.get("bulwark_roles")).isEmpty();
    }

    @Test
    void aPermissionNamesItsLevel() {
        Json.Obj predicate =
                summary(new GateDecision.Allow(Gate.SERVE, NOW, POLICY, List.of())).predicate();

        assertThat(predicate.string("verificationResult")).isEqualTo("PASSED");
        assertThat(predicate.strings("verifiedLevels")).containsExactly("BULWARK_GATE_SERVE");
        assertThat(predicate.get("bulwark_waivers")).isEmpty();
        assertThat(predicate.get("bulwark_break_glass")).isEmpty();
    }

    @Test
    void anOverrideCountsUntilItsGlassExpiresAndARefusalNever() {
        Evidence overridden = SampleEvidence.signed(SampleEvidence.KEYS, summary(overridden()));

        assertThat(VerificationSummary.outcome(overridden, NOW.plusSeconds(8)))
                .isEqualTo(VerificationSummary.Outcome.OVERRIDDEN);
        assertThat(VerificationSummary.outcome(overridden, NOW.plusSeconds(9)))
                .isEqualTo(VerificationSummary.Outcome.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"verificationResult\":\"passed\"}",
                "{\"verificationResult\":true}",
                "{\"bulwark_break_glass\":{}}",
                "{\"bulwark_break_glass\":\"2030-01-01T00:00:00Z\"}",
                "{\"bulwark_break_glass\":{\"expires\":\"never\"}}"
            })
    void anythingUnclearIsARefusal(String predicate) {
        Evidence odd =
                SampleEvidence.signed(
                        SampleEvidence.KEYS,
                        new Statement(
                                List.of(SampleEvidence.MODEL),
                                VerificationSummary.PREDICATE_TYPE,
                                Json.parseObject(
                                        predicate.getBytes(
                                                java.nio.charset.StandardCharsets.UTF_8))));

        assertThat(VerificationSummary.outcome(odd, NOW))
                .isEqualTo(VerificationSummary.Outcome.REFUSED);
    }
}
