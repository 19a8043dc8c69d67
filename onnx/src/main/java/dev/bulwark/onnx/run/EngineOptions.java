package dev.bulwark.onnx.run;

/**
 * How a session computes.
 *
 * @param threads threads one operator may use, {@code >= 1}; more are faster for large matrices,
 *     and sums may then round differently from one thread count to the next
 * @param optimised whether the engine may fuse and fold operators before it runs
 */
public record EngineOptions(int threads, boolean optimised) {
    private static final int MOST_THREADS = 1024;

    public EngineOptions {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "threads must be 1 to " + MOST_THREADS + ", but was " + threads);
        }
    }

    /** One thread, optimised: the same bits on every run, whatever the number of cores. */
    public static EngineOptions deterministic() {
        return new EngineOptions(1, true);
    }

    /** The same with another number of threads. */
    public EngineOptions withThreads(int newThreads) {
        return new EngineOptions(newThreads, optimised);
    }
}
