package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The slow way: the ordinary gradient of a batch of one, for one example after the other. */
final class OneByOne {
    private final List<Map<String, double[]>> gradients = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<String> parameters;

    /**
     * @param batch feeds with the examples along axis 0
     * @param shared feeds that all examples read
     */
    OneByOne(
            Model model,
            String loss,
            List<String> parameters,
            Map<String, Tensor> batch,
            Map<String, Tensor> shared,
            int count) {
        this.parameters = parameters;
        GradientGraph graph = Gradients.of(model, loss, parameters);
        try (Session session =
                Session.open(
                        graph.model(),
                        EngineOptions.deterministic()
                                .withOptimisation(EngineOptions.Optimisation.NONE))) {
            for (int i = 0; i < count; i++) {
                Map<String, Tensor> feeds = new LinkedHashMap<>(shared);
                for (Map.Entry<String, Tensor> feed : batch.entrySet()) {
                    feeds.put(feed.getKey(), rows(feed.getValue(), i, 1));
                }
                feeds.keySet().retainAll(session.inputs().stream().map(v -> v.name()).toList());
                Map<String, Tensor> results = session.run(feeds);
                Map<String, double[]> own = new LinkedHashMap<>();
                for (String parameter : parameters) {
                    own.put(parameter, doubles(get(results, graph.gradientOf(parameter))));
                }
                gradients.add(own);
                losses.add(doubles(get(results, loss))[0]);
            }
        }
    }

    static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    static double[] doubles(Tensor tensor) {
        return switch (tensor.elementType()) {
            case DOUBLE -> tensor.doubles();
            default -> {
                float[] floats = tensor.floats();
                double[] values = new double[floats.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = floats[i];
                }
                yield values;
            }
        };
    }

    /** {@code count} rows of axis 0. */
    static Tensor rows(Tensor tensor, int from, int count) {
        long[] shape = tensor.shape();
        int width = tensor.size() / Math.toIntExact(shape[0]);
        shape[0] = count;
        int at = from * width;
        int end = at + count * width;
        return switch (tensor.elementType()) {
            case FLOAT -> Tensor.of(Arrays.copyOfRange(tensor.floats(), at, end), shape);
            case DOUBLE -> Tensor.of(Arrays.copyOfRange(tensor.doubles(), at, end), shape);
            case INT64 -> Tensor.of(Arrays.copyOfRange(tensor.longs(), at, end), shape);
            default -> throw new IllegalArgumentException("rows of " + tensor);
        };
    }

    double loss(int example) {
        return losses.get(example);
    }

    double squaredNorm(int example, List<String> of) {
        double sum = 0;
        for (String parameter : of) {
            for (double value : gradient(example, parameter)) {
                sum += value * value;
            }
        }
        return sum;
    }

    double[] gradient(int example, String parameter) {
        return Objects.requireNonNull(gradients.get(example).get(parameter));
    }

    int count() {
        return gradients.size();
    }

    /** {@code Σ weight_i g_i}. */
    double[] sum(String parameter, double[] weights) {
        double[] sum = new double[gradient(0, parameter).length];
        for (int i = 0; i < count(); i++) {
            double[] own = gradient(i, parameter);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += weights[i] * own[j];
            }
        }
        return sum;
    }

    /** {@code min(1, bound / ‖g_i‖)} over these parameters. */
    double[] clipping(double bound, List<String> of) {
        double[] weights = new double[count()];
        for (int i = 0; i < weights.length; i++) {
            double norm = Math.sqrt(squaredNorm(i, of));
            weights[i] = norm <= bound ? 1 : bound / norm;
        }
        return weights;
    }

    List<String> parameters() {
        return parameters;
    }
}
