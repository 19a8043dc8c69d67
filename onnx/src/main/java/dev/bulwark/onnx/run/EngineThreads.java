package dev.bulwark.onnx.run;

import dev.bulwark.kernel.BulwarkException;

/**
 * Bounds the engine's own threads over the process: a session of {@code n} threads holds {@code n -
 * 1} of them, since the caller of a run is the first.
 */
final class EngineThreads {
    /** System property for another bound. */
    static final String PROPERTY = "bulwark.onnx.most-threads";

    /** Threads a core when nothing is said: idle ones cost memory, busy ones only wait. */
    private static final int PER_CORE = 8;

    private static int held;

    private EngineThreads() {}

    private static int bound() {
        return Integer.getInteger(PROPERTY, PER_CORE * Runtime.getRuntime().availableProcessors());
    }

    /**
     * Reserves the threads of a session.
     *
     * @throws BulwarkException {@code ENGINE_THREADS} if too many would run
     */
    static synchronized void reserve(int threads) {
        int more = threads - 1;
        if (more > 0 && held + more > bound()) {
            throw new BulwarkException(
                    "ENGINE_THREADS",
                    "sessions hold %d threads of the engine, %d more would pass the bound of %d"
                            .formatted(held, more, bound()),
                    "close sessions, ask for fewer threads, or set -D" + PROPERTY);
        }
        held += more;
    }

    static synchronized void release(int threads) {
        held -= threads - 1;
    }
}
