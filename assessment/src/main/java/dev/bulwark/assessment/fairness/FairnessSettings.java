package dev.bulwark.assessment.fairness;

import dev.bulwark.assessment.statistics.Interval;
import dev.bulwark.kernel.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * How groups are compared.
 *
 * @param references for a protected column the category that the others are held against, beside
 *     the most favoured one; columns may be absent
 * @param smallGroup groups with fewer rows are flagged, {@code >= 1}
 * @param intersections how many protected columns are crossed at most, in [1, 3]
 */
public record FairnessSettings(Map<String, String> references, int smallGroup, int intersections) {
    private static final int DEFAULT_SMALL_GROUP = 30;
    private static final int MOST_CROSSED = 3;

    public FairnessSettings {
        references = Map.copyOf(references);
        if (smallGroup < 1) {
            throw new IllegalArgumentException("small group must be >= 1, but was " + smallGroup);
        }
        if (intersections < 1 || intersections > MOST_CROSSED) {
            throw new IllegalArgumentException(
                    "intersections must be in [1, 3], but were " + intersections);
        }
    }

    /** No declared reference, small below 30, pairs of columns crossed. */
    public static FairnessSettings standard() {
        return new FairnessSettings(Map.of(), DEFAULT_SMALL_GROUP, 2);
    }

    /** The settings as evidence records them. */
    public Json.Obj toJson() {
        return Json.obj(
                "confidence",
                Interval.CONFIDENCE,
                "references",
                new TreeMap<>(references),
                "small_group",
                smallGroup,
                "intersections",
                intersections);
    }
}
