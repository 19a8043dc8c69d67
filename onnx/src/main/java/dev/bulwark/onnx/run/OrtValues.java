package dev.bulwark.onnx.run;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtUtil;
import ai.onnxruntime.TensorInfo;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries values across the border between our tensors and the engine's. */
final class OrtValues {
    private OrtValues() {}

    /** An act of the engine. */
    @FunctionalInterface
    interface Act<T> {
        T perform() throws OrtException;
    }

    /** Performs {@code act}; the engine's failure becomes ours, with its words kept. */
    static <T> T translating(String code, String what, String fix, Act<T> act) {
        try {
            return act.perform();
        } catch (OrtException e) {
            throw new BulwarkException(code, what + ": " + e.getMessage(), fix, e);
        }
    }

    /** The process-wide environment, with its event reporting off. */
    static OrtEnvironment environment() throws OrtException {
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "bulwark");
        environment.setTelemetry(false);
        return environment;
    }

    /** Session options that compute the same bits on every run. */
    static OrtSession.SessionOptions options(EngineOptions engine) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setIntraOpNumThreads(engine.threads());
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setDeterministicCompute(true);
            // Error 3: warnings about unused initializers are noise to a library's user.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.setOptimizationLevel(
                    engine.optimised()
                            ? OrtSession.SessionOptions.OptLevel.ALL_OPT
                            : OrtSession.SessionOptions.OptLevel.NO_OPT);
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    /** A view or copy of {@code tensor} that the caller closes after the run. */
    static OnnxTensor toOrt(Tensor tensor) throws OrtException {
        OrtEnvironment environment = environment();
        long[] shape = tensor.shape();
        if (tensor.elementType() == ElementType.STRING) {
            return OnnxTensor.createTensor(environment, tensor.stringArray(), shape);
        }
        // A duplicate, because the engine reads from the position of the buffer it is given.
        Buffer buffer = tensor.buffer(tensor.elementType()).duplicate();
        return switch (buffer) {
            case FloatBuffer floats -> OnnxTensor.createTensor(environment, floats, shape);
            case DoubleBuffer doubles -> OnnxTensor.createTensor(environment, doubles, shape);
            case LongBuffer longs -> OnnxTensor.createTensor(environment, longs, shape);
            case IntBuffer ints -> OnnxTensor.createTensor(environment, ints, shape);
            case ByteBuffer bytes ->
                    OnnxTensor.createTensor(
                            environment, bytes, shape, javaType(tensor.elementType()));
            default -> throw new IllegalStateException("no tensor holds a " + buffer.getClass());
        };
    }

    /** Adds every tensor of {@code from} to {@code to}, where the caller finds them to close. */
    static void toOrt(Map<String, Tensor> from, Map<String, OnnxTensor> to) throws OrtException {
        for (Map.Entry<String, Tensor> entry : from.entrySet()) {
            to.put(entry.getKey(), toOrt(entry.getValue()));
        }
    }

    private static OnnxJavaType javaType(ElementType type) {
        return OnnxJavaType.valueOf(type.name());
    }

    /** A copy of the engine's result. */
    static Tensor toTensor(String name, Optional<OnnxValue> value) throws OrtException {
        if (!(value.orElse(null) instanceof OnnxTensor tensor)) {
            throw new BulwarkException(
                    "MODEL_OUTPUT_NOT_TENSOR",
                    "the output '" + name + "' is not a tensor",
                    "export the model without ZipMap, so that probabilities are one tensor");
        }
        long[] shape = tensor.getInfo().getShape();
        return switch (tensor.getInfo().type) {
            case FLOAT -> numbers(ElementType.FLOAT, shape, tensor.getFloatBuffer());
            case DOUBLE -> numbers(ElementType.DOUBLE, shape, tensor.getDoubleBuffer());
            case INT64 -> numbers(ElementType.INT64, shape, tensor.getLongBuffer());
            case INT32 -> numbers(ElementType.INT32, shape, tensor.getIntBuffer());
            case BOOL -> numbers(ElementType.BOOL, shape, tensor.getByteBuffer());
            case UINT8 -> numbers(ElementType.UINT8, shape, tensor.getByteBuffer());
            case INT8 -> numbers(ElementType.INT8, shape, tensor.getByteBuffer());
            case STRING -> Tensor.of(strings(tensor), shape);
            case INT16, FLOAT16, BFLOAT16, UNKNOWN ->
                    throw new BulwarkException(
                            "MODEL_OUTPUT_TYPE",
                            "the output '" + name + "' holds " + tensor.getInfo().type,
                            "cast it to FLOAT inside the model");
        };
    }

    private static Tensor numbers(ElementType type, long[] shape, Buffer buffer) {
        return new Tensor(type, shape, buffer, false);
    }

    private static String[] strings(OnnxTensor tensor) throws OrtException {
        Object value = tensor.getValue();
        return value instanceof String scalar
                ? new String[] {scalar}
                : OrtUtil.flattenString(value);
    }

    /** The declared values, in the engine's order. */
    static List<ValueInfo> declared(Collection<NodeInfo> infos) {
        List<ValueInfo> declared = new ArrayList<>(infos.size());
        for (NodeInfo info : infos) {
            declared.add(
                    new ValueInfo(
                            info.getName(),
                            info.getInfo() instanceof TensorInfo tensor
                                    ? type(tensor)
                                    : new ValueType.Unspecified()));
        }
        return List.copyOf(declared);
    }

    private static ValueType type(TensorInfo tensor) {
        Optional<ElementType> element =
                Arrays.stream(ElementType.values())
                        .filter(type -> type.name().equals(tensor.type.name()))
                        .findFirst();
        if (element.isEmpty()) {
            return new ValueType.Unspecified();
        }
        List<Dimension> dimensions = new ArrayList<>();
        long[] shape = tensor.getShape();
        String[] names = tensor.getDimensionNames();
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] >= 0) {
                dimensions.add(Dimension.of(shape[i]));
            } else if (i < names.length && !names[i].isEmpty()) {
                dimensions.add(Dimension.of(names[i]));
            } else {
                dimensions.add(new Dimension.Unknown());
            }
        }
        return ValueType.tensor(element.get(), new Shape.Ranked(dimensions));
    }

    /** Refuses a feed that the declaration rules out, in words that name both. */
    static void requireFits(ValueInfo declared, Tensor tensor) {
        if (!(declared.type() instanceof ValueType.OfTensor(ElementType type, Shape shape))) {
            return;
        }
        boolean fits = tensor.elementType() == type;
        if (shape instanceof Shape.Ranked(List<Dimension> dimensions)) {
            long[] sizes = tensor.shape();
            fits &= sizes.length == dimensions.size();
            for (int i = 0; fits && i < sizes.length; i++) {
                fits =
                        !(dimensions.get(i) instanceof Dimension.Fixed(long size))
                                || size == sizes[i];
            }
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "the input '%s' takes %s, but was fed %s"
                            .formatted(declared.name(), declared.type(), tensor));
        }
    }
}
