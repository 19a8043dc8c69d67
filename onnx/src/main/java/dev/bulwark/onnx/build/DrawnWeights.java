package dev.bulwark.onnx.build;

import dev.bulwark.onnx.build.layer.Weights;
import dev.bulwark.onnx.optimise.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Initial values; one seed gives the same on every machine. */
final class DrawnWeights implements Weights {
    private final RandomGenerator random;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, float[]> buffers = new LinkedHashMap<>();

    DrawnWeights(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public float[] parameter(Declaration declaration) {
        float[] values =
                declaration
                        .initial()
                        .draw(
                                random,
                                declaration.count(),
                                declaration.fanIn(),
                                declaration.fanOut());
        parameters.add(
                new Parameter(
                        declaration.name(), declaration.shape(), declaration.decayed(), values));
        return values;
    }

    @Override
    public float[] buffer(String name, int length, float start) {
        float[] values = new float[length];
        Arrays.fill(values, start);
        buffers.put(name, values);
        return values;
    }

    List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    Map<String, float[]> buffers() {
        return buffers;
    }
}
