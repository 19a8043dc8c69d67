package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a piece of evidence says of its own making: when, and with which settings. */
final class EvidenceTime {
    private EvidenceTime() {}

    /**
     * When it was made. Our evidence says {@code at}; SLSA provenance says {@code
     * runDetails.metadata.finishedOn}.
     */
    static Optional<Instant> of(Evidence evidence) {
        return evidence.at().or(() -> finishedOn(evidence));
    }

    private static Optional<Instant> finishedOn(Evidence evidence) {
        Json node = evidence.statement().predicate();
        for (String name : List.of("runDetails", "metadata", "finishedOn")) {
            node = node instanceof Json.Obj obj ? obj.get(name).orElse(Json.nil()) : Json.nil();
        }
        try {
            return node instanceof Json.Str(String text)
                    ? Optional.of(Instant.parse(text))
                    : Optional.empty();
        } catch (java.time.DateTimeException e) {
            // An unreadable time is no time, and no time refuses.
            return Optional.empty();
        }
    }

    /**
     * What it was asked to do, seed included, as a digest. Where it does not say, it is like no
     * other: then nothing newer takes its place.
     */
    static Optional<Digest> settings(Evidence evidence) {
        Json.Obj predicate = evidence.statement().predicate();
        if (evidence.statement().predicateType().startsWith(PracticeEvidence.PREDICATE_PREFIX)) {
            return predicate
                    .get("settings")
                    .map(settings ->
                            Json.obj(
                                            "settings",
                                            settings,
                                            "seed",
                                            predicate.get("seed").orElse(Json.nil()))
                                    .digest());
        }
        return predicate.get("buildDefinition").map(build -> Json.obj("build", build).digest());
    }
}
