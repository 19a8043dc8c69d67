package dev.bulwark.governance.gate;

import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
        boolean allowed =
                switch (decision) {
                    case GateDecision.Allow _ -> true;
                    case GateDecision.Deny _ -> false;
                };
        Set<String> read = new TreeSet<>();
        List<Json> answers = new ArrayList<>();
        for (GateDecision.Answer answer : decision.answers()) {
            answer.evidence().ifPresent(digest -> read.add(digest.hex()));
            answers.add(
                    Json.obj(
                            "demand", answer.demand().toString(),
                            "met", answer.met(),
                            "values", answer.values(),
                            "why", answer.reason().map(GateDecision.Reason::what).orElse("")));
        }
        Json.Obj predicate =
                Json.obj(
                        "verifier",
                        Json.obj(
                                "id",
                                "https://bulwark.dev/gate",
                                "version",
                                Json.obj("bulwark", PracticeEvidence.TOOL_VERSION)),
                        "timeVerified",
                        decision.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString(),
                        "resourceUri",
                        "urn:bulwark:" + system + ":" + decision.gate().id(),
                        "policy",
                        Json.obj(
                                "uri",
                                "urn:bulwark:" + system + ":policy",
                                "digest",
                                Json.obj("sha256", decision.policy().hex())),
                        "inputAttestations",
                        Json.arr(
                                read.stream()
                                        .map(hex -> Json.obj("digest", Json.obj("sha256", hex)))
                                        .toList()),
                        "verificationResult",
                        allowed ? "PASSED" : "FAILED",
                        "verifiedLevels",
                        Json.arr(List.of(level(decision))),
                        "slsaVersion",
                        "1.1",
                        "bulwark_gate",
                        decision.gate().id(),
                        "bulwark_answers",
                        Json.arr(answers));
        return new Statement(subjects, PREDICATE_TYPE, predicate);
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
