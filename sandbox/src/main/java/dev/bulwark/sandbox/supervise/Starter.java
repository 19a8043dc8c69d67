package dev.bulwark.sandbox.supervise;

import dev.bulwark.kernel.Problem;
import dev.bulwark.sandbox.process.Child;
import java.util.Optional;

/** Checks whether a child may run, and starts it. Called on the supervisor's thread alone. */
public interface Starter {

    /** What came of starting. */
    sealed interface Start {
        /** It runs and is prepared. */
        record Started(Child child) implements Start {}

        /** It may not run. */
        record Denied(Problem problem) implements Start {}
    }

    /**
     * Checks, launches and prepares a child. Whatever is thrown counts as a quick death.
     *
     * @throws InterruptedException when the supervisor stops
     */
    Start start() throws InterruptedException;

    /** Whether the running child may go on; a problem stops it. */
    Optional<Problem> review();
}
