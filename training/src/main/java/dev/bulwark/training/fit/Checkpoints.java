package dev.bulwark.training.fit;

import java.nio.file.Path;

/**
 * Where training keeps what it needs to go on after it was killed.
 *
 * @param file written over and over, whole each time; deleted when training has succeeded
 * @param everySteps steps between two of them within an epoch, {@code >= 1}, or 0 for one at the
 *     end of each epoch alone
 * @param resume whether to go on from the file, if it is there
 */
public record Checkpoints(Path file, int everySteps, boolean resume) {
    public Checkpoints {
        if (everySteps < 0) {
            throw new IllegalArgumentException("everySteps must be >= 0, but was " + everySteps);
        }
    }
}
