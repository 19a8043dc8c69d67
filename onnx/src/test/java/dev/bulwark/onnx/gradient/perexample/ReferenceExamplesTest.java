package dev.bulwark.onnx.gradient.perexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.gradient.Npy;
import dev.bulwark.onnx.gradient.RegressionLosses;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks as PyTorch exports them, against norms that PyTorch computed in double precision,
 * and against ordinary gradients of one example after the other; data and tolerances in {@code
 * ../shared/data/onnx-gradients/SOURCES.md}.
 */
class ReferenceExamplesTest {
    private static final String FOLDER = "shared/data/onnx-gradients";
    private static final int BATCH = 8;

    /** A network with a loss for each example, and what it is fed. */
    private record Network(
            Path folder,
            Json.Obj meta,
            Model model,
            String loss,
            List<String> parameters,
            Map<String, Tensor> batch,
            Map<String, Tensor> values) {

        Model fed() {
            return model.withGraph(Graphs.initializersAsInputs(model.graph(), parameters));
        }

        double atol() {
            return meta.object("tolerance").number("atol");
        }

        double rtol() {
            return meta.object("tolerance").number("rtol");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conv_autoencoder",
                "conv_overlapping_pool",
                "conv_strided_dilated",
                "elementwise_mix",
                "group_norm_conv",
                "lenet_maxpool",
                "logistic_regression_softmax",
                "lstm_bidirectional_regressor",
                "lstm_classifier",
                "mlp_bn_dropout",
                "mlp_relu",
                "mlp_residual_activations",
                "mlp_smooth_activations",
                "mobilenet_blocks",
                "resnet8",
                "siamese_two_inputs",
                "squeeze_excite",
                "textcnn_tokens",
                "transformer_encoder",
                "unet_nearest",
                "vit_tiny",
                "wide_deep_tabular"
            })
    void hasTheNormsThatPyTorchComputed(String name) throws IOException {
        Network network = network(name);
        PerExampleGraph graph =
                ExampleGradients.of(
                        network.model(),
                        PerExampleRequest.jointly(
                                network.loss(), network.parameters(), new Weighting.Clipped()));
        OnnxReader.read(OnnxWriter.write(graph.model()));
        double[] norms = reference(network, "example_grad_norms");
        OneByOne slow =
                new OneByOne(
                        network.fed(),
                        network.loss(),
                        network.parameters(),
                        network.batch(),
                        network.values(),
                        BATCH);
        try (Session session = Session.open(graph.model())) {
            for (double bound :
                    new double[] {norms[0], 1e-6 * norms[0], Double.POSITIVE_INFINITY}) {
                wholeBatch(session, network, graph, slow, bound);
            }
            for (int count : new int[] {1, 3}) {
                Map<String, Tensor> results = run(session, network, count, norms[0]);
                double[] own = norms(results, graph);
                assertThat(own).hasSize(count);
                for (int i = 0; i < count; i++) {
                    assertThat(own[i])
                            .isCloseTo(norms[i], within(network.atol() + 1e-3 * norms[i]));
                }
            }
        }
    }

    private static void wholeBatch(
            Session session, Network network, PerExampleGraph graph, OneByOne slow, double bound)
            throws IOException {
        Map<String, Tensor> results = run(session, network, BATCH, bound);
        double[] losses = reference(network, "example_losses");
        close(results, graph.losses(), losses, network, "losses");
        double[] norms = reference(network, "example_grad_norms");
        close(norms(results, graph), norms, network, "norms");
        double[] weights = slow.clipping(bound, network.parameters());
        for (String parameter : network.parameters()) {
            double[] sum = slow.sum(parameter, weights);
            close(results, graph.sumOf(parameter), sum, network, parameter);
        }
    }

    private static double[] norms(Map<String, Tensor> results, PerExampleGraph graph) {
        double[] squared = OneByOne.doubles(OneByOne.get(results, squaredNorms(graph)));
        return Arrays.stream(squared).map(Math::sqrt).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp_bn_training"})
    void refusesNetworksWhoseExamplesAreCoupled(String name) throws IOException {
        Network network = network(name);
        assertThat(network.meta().get("example_grad_norms")).contains(Json.Null.NULL);
        assertThatThrownBy(() ->
                        ExampleGradients.of(
                                network.model(),
                                PerExampleRequest.jointly(
                                        network.loss(),
                                        network.parameters(),
                                        new Weighting.Clipped())))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("GRADIENT_MIXES_EXAMPLES");
                            assertThat(e.what()).contains("BatchNormalization");
                        });
    }

    private static String squaredNorms(PerExampleGraph graph) {
        return graph.squaredNorms().orElseThrow();
    }

    private static Map<String, Tensor> run(
            Session session, Network network, int count, double bound) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(network.values());
        network.batch().forEach((name, all) -> feeds.put(name, OneByOne.rows(all, 0, count)));
        feeds.put(PerExampleGraph.CLIPPING_NORM, Tensor.of(new float[] {(float) bound}));
        return session.run(feeds);
    }

    private static double[] reference(Network network, String key) throws IOException {
        return Npy.read(network.folder().resolve(network.meta().object(key).string("f64")))
                .doubles();
    }

    private static void close(
            Map<String, Tensor> results,
            String output,
            double[] expected,
            Network network,
            String what) {
        close(OneByOne.doubles(OneByOne.get(results, output)), expected, network, what);
    }

    private static void close(double[] actual, double[] expected, Network network, String what) {
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(actual)
                .as(what)
                .containsExactly(expected, within(network.atol() + network.rtol() * largest));
    }

    private static Network network(String name) throws IOException {
        Path folder = folder(name);
        assumeTrue(folder != null, "SKIPPED: " + FOLDER + "/" + name + " is not there");
        Json.Obj meta = (Json.Obj) Json.parse(Files.readAllBytes(folder.resolve("meta.json")));
        Model model = OnnxReader.read(Bytes.of(Files.readAllBytes(folder.resolve("model.onnx"))));
        Losses.LossGraph loss = loss(model, meta);
        List<String> parameters =
                meta.objects("parameters").stream().map(p -> p.string("initializer")).toList();
        Map<String, Tensor> batch = new LinkedHashMap<>();
        for (Json.Obj input : meta.objects("inputs")) {
            batch.put(
                    input.string("name"), Npy.read(folder.resolve(input.string("file"))).tensor());
        }
        batch.put(loss.targets().getFirst(), Npy.read(folder.resolve("targets.npy")).tensor());
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (String parameter : parameters) {
            values.put(parameter, tensor(model.graph().initializers().get(parameter)));
        }
        return new Network(folder, meta, loss.model(), loss.loss(), parameters, batch, values);
    }

    private static Tensor tensor(@Nullable TensorValue value) {
        TensorValue known = Objects.requireNonNull(value);
        return Tensor.of(
                known.floats(), known.dimensions().stream().mapToLong(Long::longValue).toArray());
    }

    private static Losses.LossGraph loss(Model model, Json.Obj meta) {
        Losses.Reduction none = Losses.Reduction.NONE;
        return switch (meta.object("loss").string("kind")) {
            case "mse" -> RegressionLosses.squaredError(model, "output", "t", none);
            case "cross_entropy" -> Losses.crossEntropyFromLogits(model, "output", "t", none);
            default -> Losses.negativeLogLikelihood(model, "output", "t", none);
        };
    }

    /** The network's folder, looked for from here upwards. */
    private static @Nullable Path folder(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve(FOLDER).resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return null;
    }
}
