package dev.bulwark.onnx.run;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtUtil;
import ai.onnxruntime.TensorInfo;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Carries values across the border between our tensors and the engine's. */
final class OrtValues {
    private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

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

    /**
     * The engine's object for {@code tensor}. That of a buffer is the tensor's own and stays; that
     * of a value is a copy in {@code scope}, and closed by {@code scope}.
     */
    static OnnxTensor toOrt(Tensor tensor, RunScope scope) throws OrtException {
        if (tensor.isReusable()) {
            tensor.memory().ifPresent(scope::use);
            return tensor.handle().get(() -> created(tensor, tensor.numbers()));
        }
        if (tensor.elementType() == ElementType.STRING) {
            return scope.closing(
                    OnnxTensor.createTensor(environment(), tensor.stringArray(), tensor.shape()));
        }
        return scope.closing(created(tensor, scope.copy(tensor.numbers())));
    }

    private static OnnxTensor created(Tensor tensor, MemorySegment memory) throws OrtException {
        OrtEnvironment environment = environment();
        long[] shape = tensor.shape();
        ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        return switch (tensor.elementType()) {
            case FLOAT -> OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), shape);
            case DOUBLE -> OnnxTensor.createTensor(environment, bytes.asDoubleBuffer(), shape);
            case INT64, UINT64 -> OnnxTensor.createTensor(environment, bytes.asLongBuffer(), shape);
            case INT32, UINT32 -> OnnxTensor.createTensor(environment, bytes.asIntBuffer(), shape);
            case INT16, UINT16 ->
                    OnnxTensor.createTensor(
                            environment, bytes.asShortBuffer(), shape, OnnxJavaType.INT16);
            case FLOAT16 ->
                    OnnxTensor.createTensor(
                            environment, bytes.asShortBuffer(), shape, OnnxJavaType.FLOAT16);
            case BFLOAT16 ->
                    OnnxTensor.createTensor(
                            environment, bytes.asShortBuffer(), shape, OnnxJavaType.BFLOAT16);
            case BOOL -> OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.BOOL);
            case INT8 -> OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.INT8);
            case UINT8 -> OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
            case STRING,
                    COMPLEX64,
                    COMPLEX128,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 ->
                    throw new IllegalArgumentException(
                            "the engine's Java interface takes no " + tensor.elementType());
        };
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
        ElementType type =
                elementType(tensor.getInfo())
                        .filter(ElementType::isExchanged)
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "MODEL_OUTPUT_TYPE",
                                        "the output '%s' holds %s"
                                                .formatted(name, tensor.getInfo().onnxType),
                                        "cast it to FLOAT inside the model"));
        return type == ElementType.STRING
                ? Tensor.of(strings(tensor), shape)
                : Tensor.value(type, MemorySegment.ofBuffer(tensor.getByteBuffer()), shape);
    }

    private static String[] strings(OnnxTensor tensor) throws OrtException {
        Object value = tensor.getValue();
        return value instanceof String scalar
                ? new String[] {scalar}
                : OrtUtil.flattenString(value);
    }

    /** The type as the file has it; the engine's Java type forgets which integers are unsigned. */
    private static Optional<ElementType> elementType(TensorInfo tensor) {
        String name = tensor.onnxType.name();
        return Arrays.stream(ElementType.values())
                .filter(type -> name.equals(TYPE_PREFIX + type.name()))
                .findFirst();
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
        Optional<ElementType> element = elementType(tensor);
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
