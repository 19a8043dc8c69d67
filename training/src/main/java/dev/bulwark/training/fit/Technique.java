package dev.bulwark.training.fit;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.optimise.Clipping;
import dev.bulwark.onnx.optimise.Schedule;

/**
 * What is done to a fit beside its update rule.
 *
 * @param schedule of the learning rate, over all epochs
 * @param clipping of gradients
 * @param labelSmoothing part of each label that is spread over all classes, in [0, 1)
 * @param mixup strength of mixing examples, the alpha of its Beta distribution, in [0, 100]; 0 for
 *     none
 * @param threads that compute, {@code >= 1}: the same number gives the same bytes
 */
public record Technique(
        Schedule schedule, Clipping clipping, double labelSmoothing, double mixup, int threads) {
    /** More threads than any layer we build can share. */
    public static final int MOST_THREADS = 64;

    private static final double STRONGEST_MIXUP = 100;

    public Technique {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)
                || !(mixup >= 0 && mixup <= STRONGEST_MIXUP)
                || threads < 1
                || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "label smoothing must be in [0, 1), mixup in [0, 100], threads 1 to %d, but"
                                    .formatted(MOST_THREADS)
                            + " were %s, %s, %d".formatted(labelSmoothing, mixup, threads));
        }
    }

    /** A constant rate, nothing clipped, smoothed or mixed, one thread. */
    public static Technique plain() {
        return new Technique(new Schedule.Constant(), new Clipping.None(), 0, 0, 1);
    }

    /** Whether a label is more than one class. */
    boolean softens() {
        return labelSmoothing > 0 || mixup > 0;
    }

    /** The JSON form, for evidence. */
    public Json.Obj toJson() {
        return Json.obj(
                "schedule", json(schedule),
                "clipping", json(clipping),
                "label_smoothing", labelSmoothing,
                "mixup", mixup,
                "threads", threads);
    }

    private static Json.Obj json(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Constant() -> Json.obj("kind", "constant");
            case Schedule.Step(double share, double factor) ->
                    Json.obj("kind", "step", "share", share, "factor", factor);
            case Schedule.Cosine(double warmUp, double floor) ->
                    Json.obj("kind", "cosine", "warm_up", warmUp, "floor", floor);
            case Schedule.Linear(double warmUp) -> Json.obj("kind", "linear", "warm_up", warmUp);
            case Schedule.OneCycle(double rise) -> Json.obj("kind", "one-cycle", "rise", rise);
        };
    }

    private static Json.Obj json(Clipping clipping) {
        return switch (clipping) {
            case Clipping.None() -> Json.obj("kind", "none");
            case Clipping.ByNorm(double norm) -> Json.obj("kind", "norm", "norm", norm);
            case Clipping.ByValue(double value) -> Json.obj("kind", "value", "value", value);
        };
    }
}
