package dev.bulwark.training.provenance;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.training.fit.FittedModel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * How a model was made, as SLSA provenance: training is the build, data sets and configuration are
 * its materials.
 *
 * @see <a href="https://slsa.dev/spec/v1.1/provenance">SLSA provenance v1</a>
 */
public final class Provenance {
    /** The predicate type. */
    public static final String PREDICATE_TYPE = "https://slsa.dev/provenance/v1";

    private static final String BUILD_TYPE = "https://bulwark.dev/build/train/v1";
    private static final String BUILDER = "https://bulwark.dev/builder/cli/v1";

    private Provenance() {}

    /**
     * The statement to sign.
     *
     * @param materials what went in: data sets, configuration, code
     * @param codeRevision the version control revision of the project, or empty if it has none
     */
    public static Statement describe(
            FittedModel fitted,
            List<Artifact> materials,
            String codeRevision,
            Instant startedOn,
            Instant finishedOn) {
        List<Json> dependencies = new ArrayList<>();
        for (Artifact material : materials) {
            dependencies.add(
                    Json.obj(
                            "name", material.name(),
                            "digest", Json.obj("sha256", material.digest().hex()),
                            "annotations",
                                    Json.obj(
                                            "kind",
                                            material.kind()
                                                    .name()
                                                    .toLowerCase(java.util.Locale.ROOT))));
        }
        if (!codeRevision.isEmpty()) {
            dependencies.add(
                    Json.obj("name", "code", "digest", Json.obj("gitCommit", codeRevision)));
        }
        Json.Obj predicate =
                Json.obj(
                        "buildDefinition",
                        Json.obj(
                                "buildType",
                                BUILD_TYPE,
                                "externalParameters",
                                Json.obj(
                                        "model", fitted.model().name(),
                                        "settings", fitted.settings().toJson(),
                                        "seed", Long.toString(fitted.seed())),
                                "internalParameters",
                                Json.obj("engine", "onnxruntime", "threads", 1),
                                "resolvedDependencies",
                                Json.arr(dependencies)),
                        "runDetails",
                        Json.obj(
                                "builder",
                                Json.obj(
                                        "id",
                                        BUILDER,
                                        "version",
                                        Json.obj("bulwark", PracticeEvidence.TOOL_VERSION)),
                                "metadata",
                                Json.obj(
                                        "invocationId",
                                        "urn:bulwark:train:" + fitted.model().digest().hex(),
                                        "startedOn",
                                        text(startedOn),
                                        "finishedOn",
                                        text(finishedOn))));
        return new Statement(List.of(subject(fitted)), PREDICATE_TYPE, predicate);
    }

    static Subject subject(FittedModel fitted) {
        return new Subject("model.onnx", fitted.model().digest());
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
