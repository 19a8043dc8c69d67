package dev.bulwark.onnx.build;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.optimise.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A multilayer perceptron: dense layers with ReLU, optionally batch norm before it and dropout
 * behind it. Weights start from He's distribution (He et al. 2015, equation 10), the last layer's
 * from Glorot's (Glorot and Bengio 2010, equation 16), biases from zero.
 */
public final class Mlp implements Network {
    private static final String BATCH = "batch";
    private static final String OUTPUT_LAYER = "output";

    private final MlpSpec spec;

    private Mlp(MlpSpec spec) {
        this.spec = spec;
    }

    /** The network of {@code spec}. */
    public static Network build(MlpSpec spec) {
        return new Mlp(spec);
    }

    @Override
    public int width() {
        return spec.preparation().width();
    }

    @Override
    public List<Parameter> parameters() {
        Initialisation initialisation = new Initialisation(spec.seed());
        List<Parameter> parameters = new ArrayList<>();
        int from = width();
        for (int i = 0; i < spec.hidden().size(); i++) {
            int to = spec.hidden().get(i);
            parameters.add(initialisation.he(layer(i) + ".weight", from, to));
            if (spec.batchNorm()) {
                parameters.add(Initialisation.filled(layer(i) + ".norm.scale", to, 1));
                parameters.add(Initialisation.filled(layer(i) + ".norm.shift", to, 0));
            } else {
                parameters.add(Initialisation.filled(layer(i) + ".bias", to, 0));
            }
            from = to;
        }
        int classes = spec.schema().classes().size();
        parameters.add(initialisation.glorot(OUTPUT_LAYER + ".weight", from, classes));
        parameters.add(Initialisation.filled(OUTPUT_LAYER + ".bias", classes, 0));
        return parameters;
    }

    @Override
    public Map<String, float[]> buffers() {
        Map<String, float[]> buffers = new LinkedHashMap<>();
        for (int i = 0; spec.batchNorm() && i < spec.hidden().size(); i++) {
            int width = spec.hidden().get(i);
            buffers.put(layer(i) + ".norm.mean", new float[width]);
            float[] ones = new float[width];
            Arrays.fill(ones, 1);
            buffers.put(layer(i) + ".norm.variance", ones);
        }
        return buffers;
    }

    private static String layer(int index) {
        return "layer" + (index + 1);
    }

    @Override
    public Model preparation() {
        GraphBuilder builder = GraphBuilder.named("preparation");
        String prepared = PreparationNodes.append(builder, spec.schema(), spec.preparation());
        builder.named(TrainingGraph.FEATURES, "Identity", List.of(prepared), Map.of());
        builder.output(TrainingGraph.FEATURES, rows(width()));
        return Model.of(builder.build());
    }

    @Override
    public TrainingGraph training(Rows rows) {
        GraphBuilder builder = GraphBuilder.named("training");
        String features =
                switch (rows) {
                    case RAW -> PreparationNodes.append(builder, spec.schema(), spec.preparation());
                    case PREPARED -> builder.input(TrainingGraph.FEATURES, rows(width()));
                };
        List<Parameter> parameters = parameters();
        declare(builder, parameters);
        DenseNodes nodes = new DenseNodes(builder);
        List<DropoutMask> masks = new ArrayList<>();
        List<BatchStatistic> statistics = new ArrayList<>();
        String value = features;
        for (int i = 0; i < spec.hidden().size(); i++) {
            value = nodes.dense(value, layer(i), !spec.batchNorm());
            if (spec.batchNorm()) {
                value = nodes.normaliseBatch(value, layer(i));
                statistics.add(DenseNodes.statistic(layer(i)));
            }
            value = builder.node("Relu", value);
            if (spec.dropout() > 0) {
                int width = spec.hidden().get(i);
                String mask = builder.input(layer(i) + ".mask", rows(width));
                masks.add(new DropoutMask(mask, width, spec.dropout()));
                value = builder.node("Mul", value, mask);
            }
        }
        nodes.denseNamed(TrainingGraph.LOGITS, value, OUTPUT_LAYER);
        builder.output(TrainingGraph.LOGITS, rows(spec.schema().classes().size()));
        return differentiated(builder.build(), parameters, masks, statistics);
    }

    private static TrainingGraph differentiated(
            Graph body,
            List<Parameter> parameters,
            List<DropoutMask> masks,
            List<BatchStatistic> statistics) {
        List<String> names = parameters.stream().map(Parameter::name).toList();
        Losses.LossGraph loss =
                Losses.crossEntropyFromLogits(
                        Model.of(Graphs.initializersAsInputs(body, names)),
                        TrainingGraph.LOGITS,
                        TrainingGraph.LABELS,
                        Losses.Reduction.MEAN);
        List<String> keep = new ArrayList<>(List.of(TrainingGraph.LOGITS));
        for (BatchStatistic statistic : statistics) {
            keep.add(statistic.meanOutput());
            keep.add(statistic.varianceOutput());
        }
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), names, keep);
        return new TrainingGraph(gradients, loss.labels(), masks, statistics);
    }

    @Override
    public Model inference(List<Parameter> parameters, Map<String, float[]> buffers) {
        requireSame(parameters, buffers);
        GraphBuilder builder = GraphBuilder.named("mlp");
        String value = PreparationNodes.append(builder, spec.schema(), spec.preparation());
        declare(builder, parameters);
        for (String name : buffers().keySet()) {
            float[] values = buffers.getOrDefault(name, new float[0]);
            builder.initializer(name, TensorValue.of(values, values.length));
        }
        DenseNodes nodes = new DenseNodes(builder);
        for (int i = 0; i < spec.hidden().size(); i++) {
            value = nodes.dense(value, layer(i), !spec.batchNorm());
            if (spec.batchNorm()) {
                value = nodes.normaliseRunning(value, layer(i));
            }
            value = builder.node("Relu", value);
        }
        nodes.denseNamed(TrainingGraph.LOGITS, value, OUTPUT_LAYER);
        classify(builder);
        return Model.of(builder.build())
                .withMetadata(
                        Model.SCHEMA_KEY,
                        new String(spec.schema().toJson().canonical(), StandardCharsets.UTF_8));
    }

    private void classify(GraphBuilder builder) {
        List<String> classes = spec.schema().classes();
        String logits = TrainingGraph.LOGITS;
        builder.named(
                "probabilities", "Softmax", List.of(logits), Map.of("axis", Attribute.of(-1L)));
        String best =
                builder.node(
                        "ArgMax",
                        List.of(logits),
                        Map.of("axis", Attribute.of(-1L), "keepdims", Attribute.of(0L)));
        String names = builder.initializer("classes", TensorValue.of(classes, classes.size()));
        builder.named("label", "Gather", List.of(names, best), Map.of());
        builder.output(logits, rows(classes.size()));
        builder.output("probabilities", rows(classes.size()));
        builder.output("label", ValueType.tensor(ElementType.STRING, Shape.batched(BATCH)));
    }

    private static void declare(GraphBuilder builder, List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            builder.initializer(
                    parameter.name(), TensorValue.of(parameter.values(), parameter.shape()));
        }
    }

    private void requireSame(List<Parameter> given, Map<String, float[]> buffers) {
        List<String> own = parameters().stream().map(Parameter::toString).toList();
        List<String> theirs = given.stream().map(Parameter::toString).toList();
        if (!own.equals(theirs) || !buffers().keySet().equals(buffers.keySet())) {
            throw new IllegalArgumentException(
                    "the network has %s and %s, but was given %s and %s"
                            .formatted(own, buffers().keySet(), theirs, buffers.keySet()));
        }
    }

    private static ValueType rows(long width) {
        return ValueType.tensor(ElementType.FLOAT, Shape.batched(BATCH, width));
    }
}
