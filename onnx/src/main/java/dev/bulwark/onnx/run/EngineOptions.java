package dev.bulwark.onnx.run;

import dev.bulwark.kernel.BulwarkException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a session computes.
 *
 * @param provider the device
 * @param threads threads one operator may use, {@code >= 1}; more are faster for large matrices,
 *     and sums may then round differently from one thread count to the next
 * @param optimisation how far the engine may rewrite the graph before it runs
 * @param memory what becomes of the engine's working memory between runs
 */
public record EngineOptions(
        Provider provider, int threads, Optimisation optimisation, Memory memory) {
    /**
     * System property that names the device of every session whose options do not: {@code cpu}, or
     * {@code cuda} to compute on an NVIDIA card without a change of code.
     */
    public static final String PROVIDER_PROPERTY = "bulwark.onnx.provider";

    private static final int MOST_THREADS = 1024;

    /** Devices. */
    public enum Provider {
        /** The processor. */
        CPU,
        /** The first NVIDIA card; needs the engine's build for it on the class path. */
        CUDA
    }

    /** Levels of graph optimisation. */
    public enum Optimisation {
        /** The graph runs as it is written. */
        NONE,
        /** Constants are folded, what computes nothing is dropped. */
        BASIC,
        /** Operators are fused besides. */
        EXTENDED,
        /** Layouts are changed to what the processor likes besides. */
        ALL
    }

    /** Working memory of a session. */
    public enum Memory {
        /** Kept for the next run: fastest, and as large as the largest run so far. */
        KEPT,
        /** Given back after every run as far as it is free: bounded between runs. */
        SHRUNK,
        /** No pool at all: each intermediate value is allocated and freed by itself. */
        UNPOOLED
    }

    public EngineOptions {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "threads must be 1 to " + MOST_THREADS + ", but was " + threads);
        }
    }

    /**
     * One thread, optimised, on the device that {@link #PROVIDER_PROPERTY} names, else the
     * processor: there the same bits on every run, whatever the number of cores.
     *
     * @throws BulwarkException {@code ENGINE_PROVIDER} if the property names no device
     */
    public static EngineOptions deterministic() {
        return new EngineOptions(configured(), 1, Optimisation.ALL, Memory.KEPT);
    }

    private static Provider configured() {
        String name = System.getProperty(PROVIDER_PROPERTY, "cpu");
        return Arrays.stream(Provider.values())
                .filter(provider -> provider.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new BulwarkException(
                                "ENGINE_PROVIDER",
                                "the property " + PROVIDER_PROPERTY + " is '" + name + "'",
                                "set it to 'cpu' or 'cuda'"));
    }

    /** The same with another number of threads. */
    public EngineOptions withThreads(int newThreads) {
        return new EngineOptions(provider, newThreads, optimisation, memory);
    }

    /** The same on another device. */
    public EngineOptions withProvider(Provider newProvider) {
        return new EngineOptions(newProvider, threads, optimisation, memory);
    }

    /** The same with another level of optimisation. */
    public EngineOptions withOptimisation(Optimisation newOptimisation) {
        return new EngineOptions(provider, threads, newOptimisation, memory);
    }

    /** The same with another treatment of working memory. */
    public EngineOptions withMemory(Memory newMemory) {
        return new EngineOptions(provider, threads, optimisation, newMemory);
    }
}
