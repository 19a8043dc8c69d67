package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.Fixtures;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole networks as PyTorch exports them, against gradients that PyTorch computed in double
 * precision; data and tolerances in {@code ../shared/data/onnx-gradients/SOURCES.md}.
 */
class ReferenceNetworksTest {
    /** Relative; single precision loses this much in a mean of eight logarithms. */
    private static final double LOSS_TOLERANCE = 1e-4;

    static List<Path> differentiable() throws IOException {
        return Fixtures.modelsOrPlaceholder();
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void hasTheGradientsThatPyTorchComputed(Path file) throws IOException {
        assumeTrue(Files.isRegularFile(file), "SKIPPED: " + Fixtures.FOLDER + " is not there");
        Path folder = Objects.requireNonNull(file.getParent());
        Json.Obj meta = meta(folder);
        Map<String, String> references = references(meta);
        Losses.LossGraph loss = loss(Fixtures.read(file), meta, Losses.Reduction.MEAN);
        GradientGraph gradients =
                Gradients.of(
                        loss.model(),
                        loss.loss(),
                        new ArrayList<>(references.keySet()),
                        List.of("output"));
        OnnxReader.read(OnnxWriter.write(gradients.model()));
        Map<String, Tensor> results = run(gradients.model(), folder, meta, loss.labels());
        Json.Obj tolerance = meta.object("tolerance");
        compare(get(results, gradients.loss()), folder.resolve("loss.f64.npy"), 0, LOSS_TOLERANCE);
        compare(
                get(results, "output"),
                folder.resolve("output.f64.npy"),
                tolerance.number("output_atol"),
                0);
        for (Map.Entry<String, String> reference : references.entrySet()) {
            compare(
                    get(results, gradients.gradientOf(reference.getKey())),
                    folder.resolve(reference.getValue()),
                    tolerance.number("atol"),
                    tolerance.number("rtol"));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.bulwark.onnx.Fixtures#modelsOrPlaceholder")
    void hasTheLossOfEachExampleThatPyTorchComputed(Path file) throws IOException {
        assumeTrue(Files.isRegularFile(file), "SKIPPED: " + Fixtures.FOLDER + " is not there");
        Path folder = Objects.requireNonNull(file.getParent());
        Json.Obj meta = meta(folder);
        Path reference = folder.resolve("example_losses.f64.npy");
        assumeTrue(Files.isRegularFile(reference), "SKIPPED: its examples depend on each other");
        Losses.LossGraph loss = loss(Fixtures.read(file), meta, Losses.Reduction.NONE);
        Map<String, Tensor> results = run(loss.model(), folder, meta, loss.labels());
        compare(get(results, loss.loss()), reference, 0, LOSS_TOLERANCE);
    }

    private static Json.Obj meta(Path folder) throws IOException {
        return (Json.Obj) Json.parse(Files.readAllBytes(folder.resolve("meta.json")));
    }

    private static Map<String, Tensor> run(Model model, Path folder, Json.Obj meta, String labels)
            throws IOException {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (Json.Obj input : meta.objects("inputs")) {
            feeds.put(
                    input.string("name"), Npy.read(folder.resolve(input.string("file"))).tensor());
        }
        feeds.put(labels, Npy.read(folder.resolve("targets.npy")).tensor());
        try (Session session = Session.open(model)) {
            return session.run(feeds);
        }
    }

    private static Losses.LossGraph loss(Model model, Json.Obj meta, Losses.Reduction reduction) {
        String kind = meta.object("loss").string("kind");
        return switch (kind) {
            case "cross_entropy" -> Losses.crossEntropyFromLogits(model, "output", "t", reduction);
            case "mse" -> RegressionLosses.squaredError(model, "output", "t", reduction);
            case "nll_of_probabilities" ->
                    Losses.negativeLogLikelihood(model, "output", "t", reduction);
            default -> throw new IllegalArgumentException("a loss of kind '" + kind + "'");
        };
    }

    /** Reference files by the input or initializer whose gradient they hold. */
    private static Map<String, String> references(Json.Obj meta) {
        Map<String, String> references = new LinkedHashMap<>();
        for (Json.Obj input : meta.objects("inputs")) {
            if (input.string("dtype").equals("float32")) {
                references.put(input.string("name"), input.string("grad_f64"));
            }
        }
        for (Json.Obj parameter : meta.objects("parameters")) {
            references.put(parameter.string("initializer"), parameter.string("grad_f64"));
        }
        return references;
    }

    private static void compare(Tensor actual, Path file, double atol, double rtol)
            throws IOException {
        double[] expected = Npy.read(file).doubles();
        float[] values = actual.floats();
        assertThat(values).as(file.toString()).hasSize(expected.length);
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i])
                    .as("%s, element %d", file, i)
                    .isCloseTo(expected[i], within(atol + rtol * largest));
        }
    }

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
