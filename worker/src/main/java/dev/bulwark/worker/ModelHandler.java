package dev.bulwark.worker;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.exchange.ModelCall;
import dev.bulwark.kernel.exchange.ModelSignature;
import dev.bulwark.kernel.exchange.NamedTensor;
import dev.bulwark.kernel.exchange.NamedTensors;
import dev.bulwark.kernel.exchange.TensorValues;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import dev.bulwark.sandbox.pipe.CallHandler;
import dev.bulwark.sandbox.pipe.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads one model and runs it. The bytes are read by our own bounded reader before the engine,
 * which is native code, sees them.
 */
final class ModelHandler implements CallHandler {
    private Optional<Session> session = Optional.empty();

    @Override
    public Result handle(int operation, Bytes payload) {
        if (operation == ModelCall.LOAD.operation()) {
            return load(payload);
        }
        if (operation == ModelCall.PREDICT.operation()) {
            return session.map(open -> predict(open, payload))
                    .orElseGet(() -> refused("NO_MODEL", "a prediction before a model"));
        }
        return refused("UNKNOWN_CALL", "operation " + operation);
    }

    private Result load(Bytes onnx) {
        if (session.isPresent()) {
            return refused("MODEL_ALREADY_LOADED", "a worker holds one model");
        }
        try {
            OnnxReader.read(onnx);
            Session opened = Session.open(onnx);
            session = Optional.of(opened);
            ModelSignature signature =
                    new ModelSignature(
                            Digest.of(onnx), names(opened.inputs()), names(opened.outputs()));
            return new Result.Done(Bytes.of(signature.toBytes()));
        } catch (BulwarkException e) {
            return refused(e.code(), e.what());
        }
    }

    private static List<String> names(List<ValueInfo> values) {
        return values.stream().map(ValueInfo::name).toList();
    }

    private static Result predict(Session session, Bytes request) {
        try {
            Map<String, Tensor> feeds = new LinkedHashMap<>();
            for (NamedTensor input : NamedTensors.parse(request).tensors()) {
                feeds.put(input.name(), toTensor(input));
            }
            List<NamedTensor> outputs = new ArrayList<>();
            session.run(feeds).forEach((name, tensor) -> outputs.add(fromTensor(name, tensor)));
            return new Result.Done(Bytes.of(new NamedTensors(outputs).toBytes()));
        } catch (BulwarkException e) {
            // The code alone: the engine's words may repeat a value of the request.
            return refused(e.code(), "");
        }
    }

    private static Tensor toTensor(NamedTensor input) {
        long[] shape = input.shape().stream().mapToLong(Integer::longValue).toArray();
        return switch (input.values()) {
            case TensorValues.Floats floats -> Tensor.of(floats.toArray(), shape);
            case TensorValues.Longs longs -> Tensor.of(longs.toArray(), shape);
            case TensorValues.Texts texts ->
                    Tensor.of(texts.values().toArray(String[]::new), shape);
        };
    }

    private static NamedTensor fromTensor(String name, Tensor tensor) {
        List<Integer> shape = Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList();
        TensorValues values =
                switch (tensor.elementType()) {
                    case FLOAT -> TensorValues.Floats.of(tensor.floats());
                    case INT64 -> TensorValues.Longs.of(tensor.longs());
                    case STRING -> new TensorValues.Texts(tensor.strings());
                    case UINT8,
                            INT8,
                            UINT16,
                            INT16,
                            INT32,
                            BOOL,
                            FLOAT16,
                            DOUBLE,
                            UINT32,
                            UINT64,
                            COMPLEX64,
                            COMPLEX128,
                            BFLOAT16,
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
                            throw new BulwarkException(
                                    "OUTPUT_TYPE",
                                    "output '" + name + "' is of " + tensor.elementType(),
                                    "export the model with outputs of FLOAT, INT64 or STRING");
                };
        return new NamedTensor(name, shape, values);
    }

    private static Result refused(String code, String detail) {
        return new Result.NotDone(new Refusal(code, detail));
    }
}
