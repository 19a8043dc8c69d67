package dev.bulwark.assessment.robustness;

import dev.bulwark.kernel.json.Json;

/**
 * How hard attacks try.
 *
 * @param steps of iterated attacks, in [1, 10000]
 * @param restarts of randomised attacks, in [1, 1000]
 * @param queries answers a row that attacks without gradients may ask for, in [1, 1000000]
 * @param samples gradients averaged at each point, for models that answer at random (expectation
 *     over transformation, Athalye et al. 2018), in [1, 1000]; 1: none
 */
public record AttackEffort(int steps, int restarts, int queries, int samples) {
    /** As AutoAttack's standard version: Croce and Hein 2020, section 6. */
    public static final AttackEffort STANDARD = new AttackEffort(100, 1, 5_000, 1);

    private static final int MOST_STEPS = 10_000;
    private static final int MOST_RESTARTS = 1_000;
    private static final int MOST_QUERIES = 1_000_000;
    private static final int MOST_SAMPLES = 1_000;
    private static final int USUAL_QUERIES = 1_000;

    public AttackEffort {
        requireWithin("steps", steps, MOST_STEPS);
        requireWithin("restarts", restarts, MOST_RESTARTS);
        requireWithin("queries", queries, MOST_QUERIES);
        requireWithin("samples", samples, MOST_SAMPLES);
    }

    /** With 1000 queries and no averaging. */
    public static AttackEffort of(int steps, int restarts) {
        return new AttackEffort(steps, restarts, USUAL_QUERIES, 1);
    }

    private static void requireWithin(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "%s must be in [1, %d], but were %d".formatted(name, most, value));
        }
    }

    Json.Obj addTo(Json.Obj settings) {
        return settings.with("steps", Json.of(steps))
                .with("restarts", Json.of(restarts))
                .with("queries", Json.of(queries))
                .with("samples", Json.of(samples));
    }
}
