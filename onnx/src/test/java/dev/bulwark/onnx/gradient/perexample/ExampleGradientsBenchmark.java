package dev.bulwark.onnx.gradient.perexample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Time of norms and clipped sums against that of the plain gradient, batch 128, one thread: run
 * with {@code -Dtest=ExampleGradientsBenchmark}; the usual test run leaves it out. Nothing about
 * time is asserted.
 */
class ExampleGradientsBenchmark {
    private static final int BATCH = 128;
    private static final int STEPS = 60;

    private final SplittableRandom random = new SplittableRandom(1);
    private final GraphBuilder builder = GraphBuilder.named("network");
    private final Map<String, Tensor> feeds = new LinkedHashMap<>();
    private final List<String> parameters = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "lenet"})
    void timesNormsAndClippedSums(String name) {
        Model model = name.equals("mlp") ? mlp() : lenet();
        feeds.put("label", Tensor.labels(random.ints(BATCH, 0, 10).toArray()));
        GradientGraph plain = plain(model);
        Losses.LossGraph each = loss(model, Losses.Reduction.NONE);
        PerExampleGraph clipped = clipped(each, new Weighting.Clipped());
        PerExampleGraph norms = clipped(each, new Weighting.NormsOnly());
        Map<String, Tensor> bounded = new LinkedHashMap<>(feeds);
        bounded.put(PerExampleGraph.CLIPPING_NORM, Tensor.of(new float[] {1}));
        double[] times;
        try (Session first = Session.open(plain.model());
                Session second = Session.open(norms.model());
                Session third = Session.open(clipped.model())) {
            times =
                    medians(
                            List.of(
                                    () -> first.run(feeds),
                                    () -> second.run(feeds),
                                    () -> third.run(bounded)));
        }
        System.out.printf(
                "%s: gradient %.2f ms, norms %.2f ms (%.2f), norms and clipped sums %.2f ms"
                        + " (%.2f), median of %d%n",
                name,
                times[0],
                times[1],
                times[1] / times[0],
                times[2],
                times[2] / times[0],
                STEPS);
        assertThat(times).doesNotContain(0);
    }

    private static double[] medians(List<Runnable> runs) {
        double[][] times = new double[runs.size()][STEPS];
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < times.length; i++) {
                long start = System.nanoTime();
                runs.get(i).run();
                times[i][step] = (System.nanoTime() - start) / 1e6;
            }
        }
        return Arrays.stream(times)
                .mapToDouble(own -> Arrays.stream(own).sorted().toArray()[STEPS / 2])
                .toArray();
    }

    private static Losses.LossGraph loss(Model model, Losses.Reduction reduction) {
        return Losses.crossEntropyFromLogits(model, "logits", "label", reduction);
    }

    private GradientGraph plain(Model model) {
        Losses.LossGraph mean = loss(model, Losses.Reduction.MEAN);
        return Gradients.of(mean.model(), mean.loss(), parameters);
    }

    private PerExampleGraph clipped(Losses.LossGraph each, Weighting weighting) {
        return ExampleGradients.of(
                each.model(), PerExampleRequest.jointly(each.loss(), parameters, weighting));
    }

    private Model mlp() {
        input(784);
        String h = builder.node("Relu", dense("x", "1", 784, 128));
        return finished(dense(h, "2", 128, 10));
    }

    private Model lenet() {
        input(1, 28, 28);
        String h = pooled(convolved("x", "1", 6, 1, 2));
        h = builder.node("Flatten", pooled(convolved(h, "2", 16, 6, 0)));
        h = builder.node("Relu", dense(h, "3", 400, 120));
        h = builder.node("Relu", dense(h, "4", 120, 84));
        return finished(dense(h, "5", 84, 10));
    }

    private Model finished(String logits) {
        builder.named("logits", "Identity", List.of(logits), Map.of());
        builder.output("logits", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 10)));
        return Model.of(builder.build());
    }

    private void input(long... sizes) {
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", sizes)));
        long[] shape = new long[sizes.length + 1];
        shape[0] = BATCH;
        System.arraycopy(sizes, 0, shape, 1, sizes.length);
        feeds.put("x", draw(1, shape));
    }

    private Tensor draw(double scale, long... shape) {
        float[] values =
                new float
                        [Math.toIntExact(
                                TensorValue.elementCount(Arrays.stream(shape).boxed().toList()))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextDouble(-1, 1));
        }
        return Tensor.of(values, shape);
    }

    private String parameter(String name, double scale, long... shape) {
        parameters.add(name);
        feeds.put(name, draw(scale, shape));
        return builder.input(name, ValueType.tensor(ElementType.FLOAT, shape));
    }

    private String dense(String value, String layer, long in, long out) {
        String weight = parameter("w" + layer, 1 / Math.sqrt((double) in), in, out);
        return builder.node("Gemm", value, weight, parameter("b" + layer, 0.1, out));
    }

    private String convolved(String value, String layer, long out, long in, long pad) {
        String weight = parameter("w" + layer, 0.2 / Math.sqrt((double) in), out, in, 5, 5);
        String bias = parameter("b" + layer, 0.1, out);
        return builder.node(
                "Conv",
                List.of(value, weight, bias),
                Map.of(
                        "kernel_shape", Attribute.ints(5, 5),
                        "pads", Attribute.ints(pad, pad, pad, pad)));
    }

    private String pooled(String value) {
        return builder.node(
                "MaxPool",
                List.of(builder.node("Relu", value)),
                Map.of(
                        "kernel_shape", Attribute.ints(2, 2),
                        "strides", Attribute.ints(2, 2)));
    }
}
