package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A bill of materials.
 *
 * @param model what it is about
 * @param bytes the document, canonical JSON; to be stored as {@code bom.cdx.json}
 * @param json the document
 * @param completeness how much of what it should tell is in it
 */
public record Bom(Subject model, Bytes bytes, Json.Obj json, Completeness completeness) {
    /** The predicate type of a statement whose predicate is the document. */
    public static final String PREDICATE_TYPE = "https://cyclonedx.org/bom";

    public Bom {
        Objects.requireNonNull(model);
        Objects.requireNonNull(bytes);
        Objects.requireNonNull(json);
        Objects.requireNonNull(completeness);
    }

    /** SHA-256 of the document. */
    public Digest digest() {
        return Digest.of(bytes);
    }

    /** The standard attestation: the whole document about the model. */
    public Statement attestation() {
        return new Statement(List.of(model), PREDICATE_TYPE, json);
    }

    /** Evidence of the practice {@code sbom}: what a gate asks for, and the document's digest. */
    public Statement evidence(Instant at) {
        Json.Obj settings =
                Json.obj(
                        "format",
                        "CycloneDX 1.6",
                        "completeness",
                        "(hash + licence + identity + owner + dependencies + card fields)"
                                + " / (5 * components + 8)");
        Json.Obj result =
                Json.obj(
                        "bom_digest",
                        digest(),
                        "components",
                        completeness.components(),
                        "with_hash",
                        completeness.withHash(),
                        "with_licence",
                        completeness.withLicence(),
                        "with_identity",
                        completeness.withIdentity(),
                        "with_owner",
                        completeness.withOwner(),
                        "with_dependencies",
                        completeness.withDependencies(),
                        "card_fields",
                        completeness.cardFields(),
                        "completeness",
                        completeness.score());
        return PracticeEvidence.of(
                        Practice.SBOM, Outcome.PASSED, at, settings, result, OptionalLong.empty())
                .about(List.of(model));
    }
}
