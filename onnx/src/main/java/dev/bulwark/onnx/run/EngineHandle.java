package dev.bulwark.onnx.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import org.jspecify.annotations.Nullable;

/** The engine's own object for a buffer, made at its first run and kept for the next ones. */
final class EngineHandle implements AutoCloseable {
    private @Nullable OnnxTensor tensor;

    /** Makes the engine's object. */
    @FunctionalInterface
    interface Maker {
        OnnxTensor make() throws OrtException;
    }

    synchronized OnnxTensor get(Maker maker) throws OrtException {
        OnnxTensor known = tensor;
        if (known == null) {
            known = maker.make();
            tensor = known;
            NativeMemory.engineTensors(1);
        }
        return known;
    }

    @Override
    public synchronized void close() {
        OnnxTensor known = tensor;
        if (known != null) {
            tensor = null;
            known.close();
            NativeMemory.engineTensors(-1);
        }
    }
}
