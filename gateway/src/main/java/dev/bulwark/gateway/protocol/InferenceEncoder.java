package dev.bulwark.gateway.protocol;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.exchange.NamedTensor;
import dev.bulwark.kernel.exchange.NamedTensors;
import dev.bulwark.kernel.exchange.TensorValues;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes inference responses of the Open Inference Protocol v2 in JSON. */
public final class InferenceEncoder {
    private final ModelContract contract;

    /**
     * @param contract that the model's outputs must fit
     */
    public InferenceEncoder(ModelContract contract) {
        this.contract = contract;
    }

    /**
     * The response's body; empty if what the model gave does not fit the contract: an output is
     * missing, has another type or shape, or holds a number that is not finite.
     */
    public Optional<Bytes> encode(InferenceRequest request, NamedTensors given) {
        List<Json> outputs = new ArrayList<>();
        for (TensorDeclaration declared : request.outputs()) {
            Optional<Json> output =
                    given.tensor(declared.name())
                            .filter(tensor -> hasShape(tensor, declared, request.rows()))
                            .flatMap(tensor -> output(tensor, declared));
            if (output.isEmpty()) {
                return Optional.empty();
            }
            outputs.add(output.get());
        }
        Map<String, Json> response = new LinkedHashMap<>();
        response.put("model_name", Json.of(contract.name()));
        response.put("model_version", Json.of(contract.version()));
        request.id().ifPresent(id -> response.put("id", Json.of(id)));
        response.put("outputs", new Json.Arr(outputs));
        return Optional.of(Bytes.of(new Json.Obj(response).canonical()));
    }

    private static boolean hasShape(NamedTensor tensor, TensorDeclaration declared, int rows) {
        List<Integer> expected = new ArrayList<>(declared.shape());
        expected.set(0, rows);
        return tensor.shape().equals(expected);
    }

    private static Optional<Json> output(NamedTensor tensor, TensorDeclaration declared) {
        List<Json> data = new ArrayList<>(tensor.values().size());
        switch (tensor.values()) {
            case TensorValues.Floats floats -> {
                for (int i = 0; i < floats.size(); i++) {
                    if (!Float.isFinite(floats.at(i))) {
                        return Optional.empty();
                    }
                    // The shortest text that names this float, not the longer one of its double.
                    data.add(new Json.Num(Float.toString(floats.at(i))));
                }
            }
            case TensorValues.Texts texts -> texts.values().forEach(t -> data.add(Json.of(t)));
            case TensorValues.Longs _ -> {
                return Optional.empty();
            }
        }
        boolean rightType =
                declared.datatype()
                        == Datatype.FP32
                        == tensor.values() instanceof TensorValues.Floats;
        return rightType
                ? Optional.of(
                        Json.obj(
                                "name", tensor.name(),
                                "datatype", declared.datatype().name(),
                                "shape", tensor.shape(),
                                "data", new Json.Arr(data)))
                : Optional.empty();
    }
}
