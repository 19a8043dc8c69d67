package dev.bulwark.onnx.build;

import dev.bulwark.onnx.build.layer.Weights;
import dev.bulwark.onnx.optimise.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that training left; every one of them must be asked for. */
final class GivenWeights implements Weights {
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, float[]> buffers;

    GivenWeights(List<Parameter> parameters, Map<String, float[]> buffers) {
        for (Parameter parameter : parameters) {
            if (this.parameters.put(parameter.name(), parameter) != null) {
                throw new IllegalArgumentException(
                        "parameter '" + parameter.name() + "' comes twice");
            }
        }
        this.buffers = new LinkedHashMap<>(buffers);
    }

    @Override
    public float[] parameter(Declaration declaration) {
        Parameter given = parameters.remove(declaration.name());
        if (given == null || !given.dimensions().equals(declaration.shape())) {
            throw new IllegalArgumentException(
                    "the network has a parameter '%s' of shape %s, but was given %s"
                            .formatted(declaration.name(), declaration.shape(), given));
        }
        return given.values();
    }

    @Override
    public float[] buffer(String name, int length, float start) {
        float[] given = buffers.remove(name);
        if (given == null || given.length != length) {
            throw new IllegalArgumentException(
                    "the network has running statistics '%s' of length %d, but was given %s"
                            .formatted(name, length, given == null ? "none" : "" + given.length));
        }
        return given;
    }

    void requireAllUsed() {
        if (!parameters.isEmpty() || !buffers.isEmpty()) {
            throw new IllegalArgumentException(
                    "the network has no %s and no %s"
                            .formatted(parameters.keySet(), buffers.keySet()));
        }
    }
}
