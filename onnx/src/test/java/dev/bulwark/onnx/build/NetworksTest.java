package dev.bulwark.onnx.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.onnx.build.Architecture.LeNet;
import dev.bulwark.onnx.build.Architecture.ResNet;
import dev.bulwark.onnx.build.Architecture.VisionTransformer;
import dev.bulwark.onnx.build.Architecture.WideAndDeep;
import dev.bulwark.onnx.graph.Checker;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.optimise.Parameter;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every architecture; what is the multilayer perceptron's own is in MlpTest. */
class NetworksTest {
    /** A network, and batches of the problem it is for by seed. */
    record Case(String name, NetworkSpec spec, LongFunction<CreditLike.Batch> batches) {
        @Override
        public String toString() {
            return name;
        }

        Network network() {
            return Networks.build(spec);
        }
    }

    private static final int ROWS = 24;

    static Case pictures(String name, Architecture architecture, double dropout) {
        return new Case(
                name, Stripes.spec(architecture, dropout), seed -> Stripes.batch(ROWS, seed));
    }

    static Case tables(String name, Architecture architecture, double dropout) {
        NetworkSpec spec =
                new NetworkSpec(
                        CreditLike.schema(), CreditLike.preparation(), architecture, dropout, 7);
        return new Case(name, spec, seed -> CreditLike.batch(ROWS, seed));
    }

    static Stream<Case> cases() {
        return Stream.of(
                tables("perceptron", new Architecture.Mlp(List.of(8, 4), false), 0),
                tables("perceptron, batch norm", new Architecture.Mlp(List.of(8, 4), true), 0.1),
                pictures("perceptron on pictures", new Architecture.Mlp(List.of(8), false), 0),
                tables("wide and deep", new WideAndDeep(3, List.of(8, 4)), 0.1),
                tables("wide alone", new WideAndDeep(1, List.of()), 0),
                pictures("lenet", new LeNet(List.of(4, 6), 3, List.of(10)), 0.1),
                pictures("resnet8", new ResNet(8), 0),
                pictures("vit", new VisionTransformer(4, 12, 2, 3, 16), 0.1));
    }

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static Model untrained(Network network) {
        return network.inference(network.parameters(), network.buffers());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesRawRowsOfAnyNumberAndGivesClasses(Case c) {
        Model model = OnnxReader.read(OnnxWriter.write(untrained(c.network())));
        Checker.check(model);
        try (Session session = Session.open(model)) {
            Map<String, Tensor> results = session.run(c.batches().apply(1).features());
            int classes = c.spec().schema().classes().size();
            assertThat(get(results, "logits").shape()).containsExactly(ROWS, classes);
            float[] shares = get(results, "probabilities").floats();
            for (int row = 0; row < ROWS; row++) {
                int at = row * classes;
                double sum = IntStream.range(0, classes).mapToDouble(i -> shares[at + i]).sum();
                assertThat(sum).isCloseTo(1, within(1e-5));
            }
            assertThat(get(results, "label").strings())
                    .hasSize(ROWS)
                    .isSubsetOf(c.spec().schema().classes());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesTheSameBytesForTheSameSeedAndOthersForAnother(Case c) {
        NetworkSpec spec = c.spec();
        NetworkSpec other =
                new NetworkSpec(
                        spec.schema(),
                        spec.preparation(),
                        spec.architecture(),
                        spec.dropout(),
                        spec.seed() + 1);

        // A linear part starts from zero: only its last layer is drawn.
        assertThat(OnnxWriter.write(untrained(c.network())))
                .isEqualTo(OnnxWriter.write(untrained(Networks.build(spec))))
                .isNotEqualTo(OnnxWriter.write(untrained(Networks.build(other))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesWeightsOfAnotherNetwork(Case c) {
        Network network = c.network();
        List<Parameter> parameters = network.parameters();
        Map<String, float[]> more = new HashMap<>(network.buffers());
        more.put("stranger", new float[1]);
        assertThatThrownBy(() -> network.inference(parameters.subList(1, parameters.size()), more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parameters.getFirst().name());
        assertThatThrownBy(() -> network.inference(parameters, more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stranger");
    }

    @Test
    void refusesACategoryItNeverSaw() {
        Case c = tables("wide and deep", new WideAndDeep(3, List.of(4)), 0);
        Map<String, Tensor> rows = new HashMap<>(CreditLike.batch(1, 1).features());
        rows.put("housing", Tensor.of(new String[] {"castle"}, 1, 1));
        try (Session session = Session.open(untrained(c.network()))) {
            assertThatThrownBy(() -> session.run(rows))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("MODEL_RUN_FAILED"));
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 28, 7", "20, 3, 32, 8", "8, 3, 29, 8"})
    void residualNetworksHaveThePapersShape(int depth, int channels, int side, int last) {
        ColumnType.Image image = new ColumnType.Image(channels, side, side);
        Network network = Networks.build(Stripes.spec(new ResNet(depth), 0, image, 1));
        Model model = untrained(network);

        List<Node> convolutions =
                model.graph().nodes().stream().filter(n -> n.opType().equals("Conv")).toList();
        // Beside the layers that count there are two shortcuts; the last layer is dense.
        assertThat(convolutions).hasSize(depth - 1 + 2);
        assertThat(network.parameters().getLast().dimensions()).containsExactly(3L);
        try (Session session = Session.open(model)) {
            float[] pixels = new float[2 * channels * side * side];
            Tensor logits =
                    session.compute(
                            Map.of("picture", Tensor.of(pixels, 2, channels, side, side)),
                            "logits");
            assertThat(logits.shape()).containsExactly(2, 3);
        }
        assertThat(last).isEqualTo(-Math.floorDiv(-side, 4));
    }

    static Stream<Arguments> parameterCounts() {
        return Stream.of(
                // 6·(25+1) + 16·(6·25+1) + 784·120+120 + 120·84+84 + 84·3+3
                Arguments.of(LeNet.standard(), 28, 1, 156 + 2416 + 94_200 + 10_164 + 255),
                // He et al. 2016, table 6, count 0.27 M for depth 20, with ten classes
                Arguments.of(new ResNet(20), 32, 3, 272_019),
                // patches, class token, positions; four blocks; last norm, classes
                Arguments.of(
                        VisionTransformer.small(),
                        28,
                        1,
                        50 * 64
                                + 64
                                + 17 * 64
                                + 4 * (4 * 64 + 4 * 65 * 64 + 65 * 128 + 129 * 64)
                                + 2 * 64
                                + 65 * 3));
    }

    @ParameterizedTest
    @MethodSource("parameterCounts")
    void haveAsManyParametersAsCountedByHand(
            Architecture architecture, int side, int channels, int parameters) {
        ColumnType.Image image = new ColumnType.Image(channels, side, side);
        Network network = Networks.build(Stripes.spec(architecture, 0, image, 1));
        assertThat(network.parameters().stream().mapToInt(p -> p.values().length).sum())
                .isEqualTo(parameters);
    }

    @Test
    void picturesNeedAnArchitectureForPicturesAndTablesOneForTables() {
        assertThatThrownBy(() -> tables("wrong", new ResNet(8), 0))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("residual network takes one picture")
                .extracting(e -> ((BulwarkException) e).fix())
                .asString()
                .contains("mlp or wide-and-deep");
        assertThatThrownBy(() -> pictures("wrong", new WideAndDeep(2, List.of()), 0))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("takes numbers and categories")
                .extracting(e -> ((BulwarkException) e).fix())
                .asString()
                .contains("lenet, resnet or vit");
    }

    @Test
    void refusesPatchesThatDoNotDivideThePicture() {
        Case c = pictures("vit", new VisionTransformer(5, 12, 1, 3, 16), 0);
        assertThatThrownBy(() -> c.network().parameters())
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("patches of 5 pixels do not divide pictures of 12 by 12");
    }

    @Test
    void refusesMorePoolingThanThePictureHasPixels() {
        Case c = pictures("lenet", new LeNet(List.of(2, 2, 2, 2), 3, List.of()), 0);
        assertThatThrownBy(() -> c.network().parameters())
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("shape [2, 0, 0]");
    }

    @ParameterizedTest
    @CsvSource({"7", "9", "116", "-4"})
    void refusesDepthsThatAreNoSixNAndTwo(int depth) {
        assertThatThrownBy(() -> new ResNet(depth))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6·n + 2");
    }
}
