package dev.bulwark.gateway.model;

import dev.bulwark.sandbox.pipe.PipeLimits;
import dev.bulwark.sandbox.process.ChildProgram;
import dev.bulwark.sandbox.supervise.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the workers of models run.
 *
 * @param program what a worker is
 * @param folders where their private folders are made
 * @param pipe bounds of the pipe to them
 * @param restarts when one died
 * @param load how long opening a model may take
 * @param answer how long one request may take, waiting included
 * @param review how often a model's admission is reviewed
 */
public record WorkerSettings(
        ChildProgram program,
        Path folders,
        PipeLimits pipe,
        RestartPolicy restarts,
        Duration load,
        Duration answer,
        Duration review) {
    /** A minute to open a large model, ten seconds an answer, a review each minute. */
    public static WorkerSettings standard(ChildProgram program, Path folders) {
        return new WorkerSettings(
                program,
                folders,
                PipeLimits.DEFAULT,
                RestartPolicy.DEFAULT,
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1));
    }

    public WorkerSettings {
        if (!load.isPositive() || !answer.isPositive() || !review.isPositive()) {
            throw new IllegalArgumentException("durations must be > 0");
        }
    }
}
