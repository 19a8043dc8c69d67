package dev.bulwark.governance.gate;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
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
        return new Statement(subjects, PREDICATE_TYPE, beside(predicate, decision));
    }

    /** What the decision leans on beside evidence: only what is there, so that old ones look so. */
    private static Json.Obj beside(Json.Obj predicate, GateDecision decision) {
        Json.Obj whole = predicate;
        GateDecision.Basis basis = decision.basis();
        if (basis.roster().isPresent()) {
            whole = whole.with("bulwark_roles", basis.roster().get());
        }
        if (!basis.waivers().isEmpty()) {
            whole =
                    whole.with(
                            "bulwark_waivers",
                            Json.arr(basis.waivers().stream().map(ExceptionUse::toJson).toList()));
        }
        return switch (decision) {
            case GateDecision.Allow _, GateDecision.Deny _ -> whole;
            case GateDecision.Overridden overridden ->
                    whole.with("bulwark_break_glass", overridden.by().toJson());
        };
    }

    private static String uri(String system, String part) {
        return "urn:bulwark:"
                + URLEncoder.encode(system, StandardCharsets.UTF_8).replace("+", "%20")
                + ":"
                + part;
    }

    /** All that was judged, exceptions too, each once, in the order of the digests. */
    private static Json.Arr read(GateDecision decision) {
        Set<Digest> read = new TreeSet<>();
        for (GateDecision.Answer answer : decision.answers()) {
            answer.evidence().ifPresent(read::add);
            answer.considered().forEach(each -> read.add(each.evidence()));
        }
        decision.basis().waivers().forEach(each -> read.add(each.evidence()));
        switch (decision) {
            case GateDecision.Allow _, GateDecision.Deny _ -> {}
            case GateDecision.Overridden overridden -> read.add(overridden.by().evidence());
        }
        return Json.arr(
                read.stream()
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
        return Json.arr(decision.reasons().stream().map(GateDecision.Reason::what).toList());
    }

    /** A broken glass changes what may happen, not what was verified. */
    private static String result(GateDecision decision) {
        return switch (decision) {
            case GateDecision.Allow _ -> "PASSED";
            case GateDecision.Deny _, GateDecision.Overridden _ -> "FAILED";
        };
    }

    /** SLSA asks for FAILED after a refusal, and leaves all names but SLSA_… to the verifier. */
    private static String level(GateDecision decision) {
        return switch (decision) {
            case GateDecision.Allow allow ->
                    "BULWARK_GATE_" + allow.gate().id().toUpperCase(java.util.Locale.ROOT);
            case GateDecision.Deny _, GateDecision.Overridden _ -> "FAILED";
        };
    }

    /** What a signed summary says happened. */
    public enum Outcome {
        /** The gate let it pass. */
        PASSED,
        /** The gate refused, and two people let it pass all the same, until a time. */
        OVERRIDDEN,
        /** The gate refused. */
        REFUSED
    }

    /**
     * Reads what came of the decision that a verified summary is of; anything unclear is a refusal.
     *
     * @param now an overridden refusal counts until its break-glass expires
     */
    public static Outcome outcome(Evidence summary, Instant now) {
        Json.Obj predicate = summary.statement().predicate();
        if (predicate.get("verificationResult").equals(Optional.of(Json.of("PASSED")))) {
            return Outcome.PASSED;
        }
        try {
            return predicate.get("bulwark_break_glass").isPresent()
                            && now.isBefore(
                                    Instant.parse(
                                            predicate
                                                    .object("bulwark_break_glass")
                                                    .string("expires")))
                    ? Outcome.OVERRIDDEN
                    : Outcome.REFUSED;
        } catch (DateTimeException | BulwarkException e) {
            // An exception that cannot be read lets nothing pass.
            return Outcome.REFUSED;
        }
    }
}
