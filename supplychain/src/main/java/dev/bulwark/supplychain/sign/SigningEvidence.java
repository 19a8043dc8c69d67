package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Evidence of the practice {@code signing}, about the bytes that a gate admits. Only a successful
 * verification makes it, so it never claims more than was checked.
 */
public final class SigningEvidence {
    private SigningEvidence() {}

    /**
     * That {@code model} is among the files of a verified signature. Gates ask for a model by the
     * SHA-256 of its bytes, the signature's own subject is the digest over all files: the statement
     * has both as subjects, and binds them to the bundle.
     *
     * @param verified what was verified just now
     * @param model SHA-256 of the model's file, which must be one of the signed files
     * @param envelope the same payload in Bulwark's own envelope
     * @throws IllegalArgumentException if the model is not among the signed files, or the envelope
     *     is around another payload
     */
    public static Statement of(
            ModelVerification.Intact verified, Digest model, Envelope envelope, Instant at) {
        OmsStatement signed = verified.statement();
        if (!envelope.payload().equals(signed.payload())) {
            throw new IllegalArgumentException("the envelope is around another payload");
        }
        ModelResource file =
                signed.manifest().resources().stream()
                        .filter(resource -> isWhole(resource) && resource.digest().equals(model))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        model + " is not among the signed files"));
        Json.Obj settings =
                Json.obj(
                        "standard",
                        "OpenSSF Model Signing 1.0",
                        "serialization",
                        signed.manifest().serialization().method(),
                        "ignored_paths",
                        signed.manifest().ignoredPaths());
        String name =
                file.path().equals(ResourcePath.WHOLE_MODEL) ? signed.modelName() : file.path();
        return PracticeEvidence.of(
                        Practice.SIGNING,
                        Outcome.PASSED,
                        at,
                        settings,
                        facts(verified, envelope),
                        OptionalLong.empty())
                .about(
                        List.of(
                                new Subject(name, model),
                                new Subject(signed.modelName(), signed.rootDigest())));
    }

    private static boolean isWhole(ModelResource resource) {
        return resource.start() == 0 && resource.end() == ModelResource.TO_THE_END;
    }

    private static Json.Obj facts(ModelVerification.Intact verified, Envelope envelope) {
        OmsStatement signed = verified.statement();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("method", verified.method().id());
        facts.put("algorithm", verified.algorithm());
        facts.put("root_digest", signed.rootDigest());
        facts.put("bundle_digest", verified.bundle());
        facts.put("envelope_digest", envelope.digest());
        // Bulwark's signers put ECDSA and ML-DSA on every envelope; one signature is the first.
        facts.put("post_quantum", envelope.signatures().size() > 1);
        facts.put("files", signed.manifest().endsByPath().size());
        facts.put("bytes", verified.bytes());
        facts.put("unsigned_files", verified.unsigned().size());
        facts.put("warnings", verified.warnings().size());
        return Json.of(facts) instanceof Json.Obj result ? result : Json.obj();
    }
}
