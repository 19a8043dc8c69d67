package dev.bulwark.onnx.run;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import dev.bulwark.kernel.BulwarkException;
import java.util.Locale;
import java.util.Set;

/** {@link EngineOptions} in the engine's words. */
final class OrtOptions {
    private static final String SHRINK = "memory.enable_memory_arena_shrinkage";

    private OrtOptions() {}

    /** Session options that compute the same bits on every run; the caller closes them. */
    static OrtSession.SessionOptions session(EngineOptions engine) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setIntraOpNumThreads(engine.threads());
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setDeterministicCompute(true);
            // Error: warnings about unused initializers are noise to a library's user.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.setOptimizationLevel(
                    switch (engine.optimisation()) {
                        case NONE -> OrtSession.SessionOptions.OptLevel.NO_OPT;
                        case BASIC -> OrtSession.SessionOptions.OptLevel.BASIC_OPT;
                        case EXTENDED -> OrtSession.SessionOptions.OptLevel.EXTENDED_OPT;
                        case ALL -> OrtSession.SessionOptions.OptLevel.ALL_OPT;
                    });
            options.setCPUArenaAllocator(engine.memory() != EngineOptions.Memory.UNPOOLED);
            // A pattern is a block of the largest size so far, kept: the opposite of shrinking.
            options.setMemoryPatternOptimization(engine.memory() == EngineOptions.Memory.KEPT);
            addProvider(options, engine.provider());
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private static void addProvider(
            OrtSession.SessionOptions options, EngineOptions.Provider provider)
            throws OrtException {
        switch (provider) {
            case CPU -> {}
            case CUDA -> {
                requireCuda(OrtEnvironment.getAvailableProviders());
                try {
                    options.addCUDA();
                } catch (OrtException e) {
                    throw new BulwarkException(
                            "ENGINE_CUDA_FAILED",
                            "the engine cannot use CUDA: " + e.getMessage(),
                            "install the NVIDIA driver, CUDA and cuDNN that ONNX Runtime "
                                    + version()
                                    + " asks for, or compute on the processor",
                            e);
                }
            }
        }
    }

    /** Refuses instead of computing on the processor without a word. */
    static void requireCuda(Set<OrtProvider> available) {
        if (!available.contains(OrtProvider.CUDA)) {
            throw new BulwarkException(
                    "ENGINE_NO_CUDA",
                    "CUDA was asked for, but this build of ONNX Runtime has only " + available,
                    "put com.microsoft.onnxruntime:onnxruntime_gpu:%s on the class path in place of"
                                    .formatted(version())
                            + " onnxruntime, or set -D"
                            + EngineOptions.PROVIDER_PROPERTY
                            + "=cpu");
        }
    }

    private static String version() {
        return OrtValues.translating(
                "ENGINE_MISSING",
                "the engine cannot be loaded",
                "run on a platform that ONNX Runtime supports",
                () -> OrtValues.environment().getVersion());
    }

    /** Run options; the caller closes them. */
    static OrtSession.RunOptions run(EngineOptions engine) throws OrtException {
        OrtSession.RunOptions options = new OrtSession.RunOptions();
        if (engine.memory() == EngineOptions.Memory.SHRUNK) {
            options.addRunConfigEntry(
                    SHRINK, engine.provider().name().toLowerCase(Locale.ROOT) + ":0");
        }
        return options;
    }
}
