package dev.bulwark.assessment.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.SharedData;
import dev.bulwark.assessment.robustness.threat.PerturbationBudget;
import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import dev.bulwark.assessment.robustness.threat.PerturbationSpace;
import dev.bulwark.assessment.scoring.Predictions;
import dev.bulwark.assessment.scoring.ServedModel;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The pool network of the Adversarial Robustness Toolbox on the first eleven MNIST test images:
 * softmax of test_reverse_sigmoid.py, FGSM of test_fast_gradient.py (test_norm_images; L-infinity,
 * eps 1, against the model's own prediction). Its convolution is written as the matrix it is, and
 * its pooling as a comparison of the places of each window in turn.
 */
class PoolNetworkTest {
    private static final int[] OWN = {7, 1, 1, 4, 4, 1, 4, 4, 4, 4, 4};
    private static final ColumnType.Image IMAGE = new ColumnType.Image(1, 28, 28);
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Column.of("image", IMAGE, Column.Role.FEATURE),
                            Column.of(
                                    "digit",
                                    new ColumnType.Categorical(
                                            IntStream.range(0, 10)
                                                    .mapToObj(Integer::toString)
                                                    .toList()),
                                    Column.Role.LABEL)),
                    "");

    @Test
    void reproducesTheForwardPass() throws IOException {
        double[] expected = {
            .12109935, .0498215, .0993958, .06410096, .11366928, .04645343, .06419807, .30685693,
            .07616714, .05823757
        };
        try (ServedModel served = ServedModel.open(model())) {
            Predictions predictions = served.predict(images(OWN), Progress.silent());

            assertThat(predictions.labels()).isEqualTo(OWN);
            for (int k = 0; k < 10; k++) {
                assertThat(predictions.probability(0, k)).isCloseTo(expected[k], within(1e-6));
            }
        }
    }

    @Test
    void reproducesFastGradientSignAgainstTheOwnPrediction() throws IOException {
        assertMean(OWN, 0.2346725);

        RobustnessReport report = attack(OWN);
        assertThat(report.cleanAccuracy().value()).isEqualTo(1);
        // The fixture's predictions afterwards; a row keeps its label where nothing was found.
        assertThat(report.rows())
                .extracting(row -> row.fall().map(RowOutcome.Fall::label).orElse(row.clean()))
                .containsExactly(4, 4, 4, 7, 7, 4, 7, 2, 2, 3, 0);
    }

    @Test
    void reproducesFastGradientSignAgainstTheTrueLabel() throws IOException {
        assertMean(labels(), 0.2132207);
    }

    private static RobustnessReport attack(int[] labels) throws IOException {
        RobustnessSettings settings =
                new RobustnessSettings(
                        PerturbationBudget.linf(1),
                        List.of(),
                        List.of("fgsm"),
                        AttackEffort.of(1, 1),
                        100,
                        1);
        return (RobustnessReport)
                RobustnessAssessment.run(
                        model(),
                        images(labels),
                        PerturbationSpace.of(SCHEMA, Map.of()),
                        settings,
                        Progress.silent());
    }

    private static void assertMean(int[] labels, double expected) throws IOException {
        ModelArtifact model = model();
        Table rows = images(labels);
        PerturbationSpace space = PerturbationSpace.of(SCHEMA, Map.of());
        PerturbationRegion region = PerturbationRegion.of(space, PerturbationBudget.linf(1), rows);
        try (ServedModel served = ServedModel.open(model);
                InputGradients gradients =
                        InputGradients.open(model.onnx(), space, AttackLoss.CROSS_ENTROPY)) {
            float[] moved =
                    FastGradientSign.points(
                            new AttackTask(
                                    new FastGradientSign(),
                                    AttackEffort.of(1, 1),
                                    region,
                                    rows,
                                    served,
                                    loss -> gradients,
                                    1));
            float[] clean = region.clean();
            double sum = 0;
            double least = 0;
            double most = 0;
            for (int at = 0; at < moved.length; at++) {
                double change = ((double) moved[at] - clean[at]) / 255;
                sum += change;
                least = Math.min(least, change);
                most = Math.max(most, change);
            }
            assertThat(sum / moved.length).isCloseTo(expected, within(1e-6));
            assertThat(least).isEqualTo(-1);
            assertThat(most).isEqualTo(1);
        }
    }

    private static ModelArtifact model() throws IOException {
        GraphBuilder graph = GraphBuilder.named("pool");
        graph.input(
                "image", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 1, 28, 28)));
        String scaled =
                graph.node("Mul", "image", graph.constant(TensorValue.of(new float[] {1 / 255f})));
        String flat = graph.node("Flatten", List.of(scaled), Map.of("axis", Attribute.of(1L)));
        String convolved =
                graph.node("MatMul", flat, graph.constant(TensorValue.of(convolution(), 784, 484)));
        float bias = (float) npy("B_CONV2D_MNIST.npy")[0];
        String active =
                graph.node(
                        "Relu",
                        graph.node(
                                "Add",
                                convolved,
                                graph.constant(TensorValue.of(new float[] {bias}))));
        String pooled = place(graph, active, 0);
        for (int k = 1; k < 16; k++) {
            // The first of equals gets the gradient, as in pooling; a maximum would share it.
            String next = place(graph, active, k);
            pooled = graph.node("Where", graph.node("Less", pooled, next), next, pooled);
        }
        String product =
                graph.node(
                        "MatMul",
                        pooled,
                        graph.constant(TensorValue.of(floats(npy("W_DENSE_MNIST.npy")), 25, 10)));
        graph.named(
                "logits",
                "Add",
                List.of(
                        product,
                        graph.constant(TensorValue.of(floats(npy("B_DENSE_MNIST.npy")), 10))),
                Map.of());
        classify(graph);
        return new ModelArtifact("pool", OnnxWriter.write(Model.of(graph.build())), SCHEMA);
    }

    private static void classify(GraphBuilder graph) {
        graph.named(
                "probabilities", "Softmax", List.of("logits"), Map.of("axis", Attribute.of(-1L)));
        String best =
                graph.node(
                        "ArgMax",
                        List.of("logits"),
                        Map.of("axis", Attribute.of(-1L), "keepdims", Attribute.of(0L)));
        graph.initializer("classes", TensorValue.of(SCHEMA.classes(), 10));
        graph.named("label", "Gather", List.of("classes", best), Map.of());
        graph.output("logits", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 10)));
        graph.output(
                "probabilities", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 10)));
        graph.output("label", ValueType.tensor(ElementType.STRING, Shape.batched("batch")));
    }

    /** The 7x7 cross-correlation of a 28x28 image as a matrix to 22x22. */
    private static float[] convolution() throws IOException {
        double[] kernel = npy("W_CONV2D_MNIST.npy");
        float[] matrix = new float[784 * 484];
        for (int out = 0; out < 484; out++) {
            for (int k = 0; k < 49; k++) {
                int in = (out / 22 + k / 7) * 28 + out % 22 + k % 7;
                matrix[in * 484 + out] = (float) kernel[k];
            }
        }
        return matrix;
    }

    /** The k-th place of each 4x4 window of 5x5 in 22x22. */
    private static String place(GraphBuilder graph, String active, int k) {
        long[] indices = new long[25];
        for (int cell = 0; cell < 25; cell++) {
            int line = cell / 5 * 4 + k / 4;
            int column = cell % 5 * 4 + k % 4;
            indices[cell] = line * 22L + column;
        }
        return graph.node(
                "Gather",
                List.of(active, graph.constant(TensorValue.of(indices, 25))),
                Map.of("axis", Attribute.of(1L)));
    }

    /** A .npy file of version 1 that holds float64, little-endian. */
    private static double[] npy(String name) throws IOException {
        byte[] file = Files.readAllBytes(SharedData.file("art/" + name));
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = 10 + buffer.getShort(8);
        double[] values = new double[(file.length - header) / 8];
        buffer.position(header).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return values;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static Table images(int[] labels) throws IOException {
        try (DataInputStream in = idx("mnist/t10k-images-idx3-ubyte.gz", 16)) {
            return new Table(
                    SCHEMA,
                    Map.of(
                            "image",
                            ColumnValues.Images.of(in.readNBytes(11 * 784), IMAGE),
                            "digit",
                            ColumnValues.Categories.of(labels)));
        }
    }

    private static int[] labels() throws IOException {
        try (DataInputStream in = idx("mnist/t10k-labels-idx1-ubyte.gz", 8)) {
            return IntStream.range(0, 11).map(i -> read(in)).toArray();
        }
    }

    private static int read(DataInputStream in) {
        try {
            return in.readUnsignedByte();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DataInputStream idx(String name, int header) throws IOException {
        DataInputStream in =
                new DataInputStream(
                        new GZIPInputStream(Files.newInputStream(SharedData.file(name))));
        in.skipNBytes(header);
        return in;
    }
}
