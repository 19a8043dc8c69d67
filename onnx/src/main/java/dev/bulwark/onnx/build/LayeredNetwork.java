package dev.bulwark.onnx.build;

import dev.bulwark.onnx.build.layer.Assembly;
import dev.bulwark.onnx.build.layer.Layer;
import dev.bulwark.onnx.build.layer.Signal;
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
import java.util.List;
import java.util.Map;

/** A network that is a list of layers: both its graphs, and its parameters, come from it. */
final class LayeredNetwork implements Network {
    private static final String BATCH = "batch";

    private final NetworkSpec spec;
    private final Layer layers;

    LayeredNetwork(NetworkSpec spec, Layer layers) {
        this.spec = spec;
        this.layers = layers;
    }

    @Override
    public int width() {
        return spec.width();
    }

    @Override
    public List<Parameter> parameters() {
        return drawn().parameters();
    }

    @Override
    public Map<String, float[]> buffers() {
        return drawn().buffers();
    }

    private DrawnWeights drawn() {
        DrawnWeights weights = new DrawnWeights(spec.seed());
        GraphBuilder builder = GraphBuilder.named("parameters");
        layers.append(Assembly.serving(builder, weights), prepared(builder));
        return weights;
    }

    @Override
    public Model preparation() {
        GraphBuilder builder = GraphBuilder.named("preparation");
        String row = raw(builder).value();
        if (spec.architecture().form() == Architecture.Form.PICTURE) {
            builder.named(
                    TrainingGraph.FEATURES,
                    "Flatten",
                    List.of(row),
                    Map.of("axis", Attribute.of(1L)));
        } else {
            builder.named(TrainingGraph.FEATURES, "Identity", List.of(row), Map.of());
        }
        builder.output(TrainingGraph.FEATURES, rows(width()));
        return Model.of(builder.build());
    }

    /** Raw columns as inputs, prepared by nodes. */
    private Signal raw(GraphBuilder builder) {
        String value = new PreparationNodes(builder, spec).append();
        return new Signal(value, shape());
    }

    /** Prepared rows as the input. */
    private Signal prepared(GraphBuilder builder) {
        String row = builder.input(TrainingGraph.FEATURES, rows(width()));
        if (spec.architecture().form() != Architecture.Form.PICTURE) {
            return new Signal(row, shape());
        }
        // 0 keeps the length of the batch.
        long[] lengths = new long[shape().size() + 1];
        for (int i = 1; i < lengths.length; i++) {
            lengths[i] = shape().get(i - 1);
        }
        String picture =
                builder.node("Reshape", row, builder.constant(TensorValue.vector(lengths)));
        return new Signal(picture, shape());
    }

    private List<Integer> shape() {
        return switch (spec.architecture().form()) {
            case FLAT, CODES -> List.of(width());
            case PICTURE -> PreparationNodes.picture(spec.preparation());
        };
    }

    @Override
    public TrainingGraph training(Rows rows, Labels labels) {
        GraphBuilder builder = GraphBuilder.named("training");
        Signal input =
                switch (rows) {
                    case RAW -> raw(builder);
                    case PREPARED -> prepared(builder);
                };
        DrawnWeights weights = new DrawnWeights(spec.seed());
        List<DropoutMask> masks = new ArrayList<>();
        List<BatchStatistic> statistics = new ArrayList<>();
        layers.append(Assembly.training(builder, weights, new Needs(masks, statistics)), input);
        builder.output(TrainingGraph.LOGITS, rows(classes().size()));
        return differentiated(builder.build(), labels, weights.parameters(), masks, statistics);
    }

    /** Collects what a training step has to feed and to fold. */
    private record Needs(List<DropoutMask> masks, List<BatchStatistic> statistics)
            implements Assembly.Training {
        @Override
        public void dropped(String input, int width, double rate) {
            masks.add(new DropoutMask(input, width, rate));
        }

        @Override
        public void normalised(String layer, String mean, String variance, int positions) {
            statistics.add(
                    new BatchStatistic(
                            mean,
                            variance,
                            layer + ".norm.mean",
                            layer + ".norm.variance",
                            positions));
        }
    }

    private static TrainingGraph differentiated(
            Graph body,
            Labels labels,
            List<Parameter> parameters,
            List<DropoutMask> masks,
            List<BatchStatistic> statistics) {
        List<String> names = parameters.stream().map(Parameter::name).toList();
        Model model = Model.of(Graphs.initializersAsInputs(body, names));
        Losses.LossGraph loss =
                switch (labels) {
                    case CLASSES ->
                            Losses.crossEntropyFromLogits(
                                    model,
                                    TrainingGraph.LOGITS,
                                    TrainingGraph.LABELS,
                                    Losses.Reduction.MEAN);
                    case SHARES ->
                            Losses.softCrossEntropy(
                                    model,
                                    TrainingGraph.LOGITS,
                                    TrainingGraph.LABELS,
                                    Losses.Reduction.MEAN);
                };
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
        GraphBuilder builder = GraphBuilder.named(spec.architecture().id());
        Signal input = raw(builder);
        GivenWeights weights = new GivenWeights(parameters, buffers);
        layers.append(Assembly.serving(builder, weights), input);
        weights.requireAllUsed();
        classify(builder);
        return Model.of(builder.build())
                .withMetadata(
                        Model.SCHEMA_KEY,
                        new String(spec.schema().toJson().canonical(), StandardCharsets.UTF_8));
    }

    private void classify(GraphBuilder builder) {
        String logits = TrainingGraph.LOGITS;
        builder.named(
                "probabilities", "Softmax", List.of(logits), Map.of("axis", Attribute.of(-1L)));
        String best =
                builder.node(
                        "ArgMax",
                        List.of(logits),
                        Map.of("axis", Attribute.of(-1L), "keepdims", Attribute.of(0L)));
        String names = builder.initializer("classes", TensorValue.of(classes(), classes().size()));
        builder.named("label", "Gather", List.of(names, best), Map.of());
        builder.output(logits, rows(classes().size()));
        builder.output("probabilities", rows(classes().size()));
        builder.output("label", ValueType.tensor(ElementType.STRING, Shape.batched(BATCH)));
    }

    private List<String> classes() {
        return spec.schema().classes();
    }

    private static ValueType rows(long width) {
        return ValueType.tensor(ElementType.FLOAT, Shape.batched(BATCH, width));
    }
}
