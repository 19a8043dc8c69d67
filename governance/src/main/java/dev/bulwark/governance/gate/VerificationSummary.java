package dev.bulwark.governance.gate;

import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A gate's decision as a SLSA Verification Summary Attestation.
 *
 * @see <a href="https://slsa.dev/spec/v1.1/verification_summary">SLSA VSA v1</a>
 */
public final class VerificationSummary {
    /** The predicate type. */
    public static final String PREDICATE_TYPE = "https://slsa.dev/verification_summary/v1";

    private VerificationSummary() {}

    /**
     * The statement to sign.
     *
     * @param subjects what the transition is about, the model first
     * @param system the system's name
     */
    public static Statement of(GateDecision decision, List<Subject> subjects, String system) {
        Json.Obj predicate =
                Json.obj(
                        "verifier",
                        Json.obj(
                                "id",
                                "https://bulwark.dev/gate",
                                "version",
                                Json.obj("bulwark", PracticeEvidence.TOOL_VERSION)),
                        "timeVerified",
                        decision.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                        "resourceUri",
                        uri(system, decision.gate().id()),
                        "policy",
                        Json.obj(
                                "uri",
                                uri(system, "policy"),
                                "digest",
                                Json.obj("sha256", decision.policy().hex())),
                        "inputAttestations",
                        read(decision),
                        "verificationResult",
                        result(decision),
                        "verifiedLevels",
                        Json.arr(List.of(level(decision))),
                        "slsaVersion",
                        "1.1",
                        "bulwark_gate",
                        decision.gate().id(),
                        "bulwark_answers",
                        answers(decision),
                        "bulwark_reasons",
                        reasons(decision));
        return new Statement(subjects, PREDICATE_TYPE, predicate);
    }

    private static String uri(String system, String part) {
        return "urn:bulwark:"
                + URLEncoder.encode(system, StandardCharsets.UTF_8).replace("+", "%20")
                + ":"
                + part;
    }

    /** The evidence that was judged, each once, in the order of its digests. */
    private static Json.Arr read(GateDecision decision) {
        return Json.arr(
                decision.answers().stream()
                        .flatMap(answer -> answer.evidence().stream())
                        .distinct()
                        .sorted()
                        .map(digest -> Json.obj("digest", Json.obj("sha256", digest.hex())))
                        .toList());
    }

    private static Json.Arr answers(GateDecision decision) {
        return Json.arr(
                decision.answers().stream()
                        .map(answer ->
                                Json.obj(
                                        "demand",
                                        answer.demand().toString(),
                                        "met",
                                        answer.met(),
                                        "values",
                                        answer.values(),
                                        "why",
                                        answer.reason().map(GateDecision.Reason::what).orElse("")))
                        .toList());
    }

    /** Why it was refused: the unmet demands, broken evidence, findings of malice. */
    private static Json.Arr reasons(GateDecision decision) {
        return switch (decision) {
            case GateDecision.Allow _ -> Json.arr(List.of());
            case GateDecision.Deny deny ->
                    Json.arr(deny.reasons().stream().map(GateDecision.Reason::what).toList());
        };
    }

    private static String result(GateDecision decision) {
        return switch (decision) {
            case GateDecision.Allow _ -> "PASSED";
            case GateDecision.Deny _ -> "FAILED";
        };
    }

    /** SLSA asks for FAILED after a refusal, and leaves all names but SLSA_… to the verifier. */
    private static String level(GateDecision decision) {
        return switch (decision) {
            case GateDecision.Allow allow ->
                    "BULWARK_GATE_" + allow.gate().id().toUpperCase(java.util.Locale.ROOT);
            case GateDecision.Deny _ -> "FAILED";
        };
    }
}
