package dev.bulwark.onnx.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.describe.Differentiability;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.GradientRules;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.gradient.perexample.ExampleGradients;
import dev.bulwark.onnx.gradient.perexample.PerExampleGraph;
import dev.bulwark.onnx.gradient.perexample.PerExampleRequest;
import dev.bulwark.onnx.gradient.perexample.Weighting;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.optimise.Adam;
import dev.bulwark.onnx.optimise.GradientSession;
import dev.bulwark.onnx.optimise.Parameter;
import dev.bulwark.onnx.run.EngineOptions;
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
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The code of docs/guides/bring-your-own-model.md, compiled and run: what stands between {@code
 * page:} and {@code end} is what the page shows.
 */
class BringYourOwnModelTest {
    private static final String PAGE = "docs/guides/bring-your-own-model.md";
    private static final String SOURCE =
            "onnx/src/test/java/dev/bulwark/onnx/guide/BringYourOwnModelTest.java";
    private static final String BEGIN = "<!-- operators: begin -->\n";
    private static final String END = "<!-- operators: end -->";

    @TempDir private Path folder;
    private Path file = Path.of("");
    private final float[] pixels = new float[8 * 16];
    private final int[] digits = new int[8];

    /** A model as an exporter leaves it, and eight pictures of three classes. */
    @BeforeEach
    void export() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        GraphBuilder builder = GraphBuilder.named("brought");
        builder.input(
                "image", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 1, 4, 4)));
        builder.initializer("fc1.weight", TensorValue.of(drawn(random, 16 * 12), 16, 12));
        builder.initializer("fc1.bias", TensorValue.of(new float[12], 12));
        builder.initializer("fc2.weight", TensorValue.of(drawn(random, 12 * 3), 12, 3));
        builder.initializer("fc2.bias", TensorValue.of(new float[3], 3));
        String row = builder.node("Flatten", "image");
        String hidden = builder.node("Relu", builder.node("Gemm", row, "fc1.weight", "fc1.bias"));
        builder.named("output", "Gemm", List.of(hidden, "fc2.weight", "fc2.bias"), Map.of());
        builder.output("output", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 3)));
        file = folder.resolve("model.onnx");
        Files.write(file, OnnxWriter.write(Model.of(builder.build())).toArray());
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(256) / 255f;
        }
        for (int i = 0; i < digits.length; i++) {
            digits[i] = i % 3;
        }
    }

    private static float[] drawn(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return values;
    }

    @Test
    void runs() throws IOException {
        // page: run
        Model model = OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
        Tensor images = Tensor.of(pixels, 8, 1, 4, 4);
        float[] scores;
        try (Session session = Session.open(model)) {
            scores = session.compute(Map.of("image", images), "output").floats();
        }
        // end
        assertThat(scores).hasSize(8 * 3);
    }

    @Test
    void differentiates() throws IOException {
        Model model = OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
        Tensor images = Tensor.of(pixels, 8, 1, 4, 4);
        // page: differentiate
        Losses.LossGraph loss =
                Losses.crossEntropyFromLogits(model, "output", "label", Losses.Reduction.SUM);
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), List.of("image"));
        float[] slope;
        try (Session session = Session.open(gradients.model())) {
            slope =
                    session.compute(
                                    Map.of("image", images, "label", Tensor.labels(digits)),
                                    gradients.gradientOf("image"))
                            .floats();
        }
        // end
        assertThat(gradients.stops()).isEmpty();
        assertThat(slope).hasSize(pixels.length);
        Tensor moved = Tensor.of(along(slope, -0.05f), 8, 1, 4, 4);
        assertThat(lossOf(loss, moved)).isLessThan(lossOf(loss, images));
    }

    private float[] along(float[] slope, float by) {
        float[] moved = pixels.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += by * Math.signum(slope[i]);
        }
        return moved;
    }

    private float lossOf(Losses.LossGraph loss, Tensor images) {
        try (Session session = Session.open(loss.model())) {
            return session.compute(
                            Map.of("image", images, "label", Tensor.labels(digits)), loss.loss())
                    .scalar();
        }
    }

    @Test
    void saysWhereGradientsFlow() throws IOException {
        Model model = OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
        // page: where
        for (Differentiability.Result result : Differentiability.of(model).results()) {
            String found = result.flows() ? "flows" : result.reason();
            System.getLogger("guide")
                    .log(
                            System.Logger.Level.INFO,
                            result.output() + " by " + result.by() + ": " + found);
        }
        // end
        assertThat(Differentiability.of(model).isComplete()).isTrue();
    }

    @Test
    void tunes() throws IOException {
        Model model = OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
        Tensor images = Tensor.of(pixels, 8, 1, 4, 4);
        // page: tune
        List<String> names = List.of("fc2.weight", "fc2.bias");
        List<Parameter> parameters = new ArrayList<>();
        for (String name : names) {
            TensorValue value = Objects.requireNonNull(model.graph().initializers().get(name));
            boolean decayed = name.endsWith(".weight");
            parameters.add(new Parameter(name, value.dimensions(), decayed, value.floats()));
        }
        Graph open = Graphs.initializersAsInputs(model.graph(), names);
        Losses.LossGraph loss =
                Losses.crossEntropyFromLogits(
                        model.withGraph(open), "output", "label", Losses.Reduction.MEAN);
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), names);
        Adam adam = new Adam(parameters, Adam.Settings.defaults());
        try (GradientSession session =
                new GradientSession(gradients, parameters, EngineOptions.deterministic())) {
            for (int step = 0; step < 200; step++) {
                session.run(Map.of("image", images, "label", Tensor.labels(digits)));
                adam.step(0.02, session.gradients());
            }
        }
        Map<String, TensorValue> tuned = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            tuned.put(parameter.name(), TensorValue.of(parameter.values(), parameter.shape()));
        }
        Model better = model.withGraph(Graphs.withValues(model.graph(), tuned));
        Files.write(folder.resolve("tuned.onnx"), OnnxWriter.write(better).toArray());
        // end
        float before = lossOf(logitsLoss(model), images);
        float after = lossOf(logitsLoss(better), images);
        assertThat(after).isLessThan(before / 2);
    }

    @Test
    void measuresTheGradientOfEachExample() throws IOException {
        Model model = OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
        Tensor images = Tensor.of(pixels, 8, 1, 4, 4);
        // page: examples
        Losses.LossGraph each =
                Losses.crossEntropyFromLogits(model, "output", "label", Losses.Reduction.NONE);
        List<String> names = List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias");
        PerExampleRequest request =
                PerExampleRequest.jointly(each.loss(), names, new Weighting.NormsOnly());
        PerExampleGraph graph = ExampleGradients.of(each.model(), request);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put("image", images);
        feeds.put("label", Tensor.labels(digits));
        for (String name : names) {
            TensorValue value = Objects.requireNonNull(model.graph().initializers().get(name));
            long[] shape = value.dimensions().stream().mapToLong(Long::longValue).toArray();
            feeds.put(name, Tensor.of(value.floats(), shape));
        }
        float[] squaredNorms;
        try (Session session = Session.open(graph.model())) {
            squaredNorms = session.compute(feeds, graph.squaredNorms().orElseThrow()).floats();
        }
        // end
        assertThat(squaredNorms).hasSize(8).doesNotContain(0);
    }

    private static Losses.LossGraph logitsLoss(Model model) {
        return Losses.crossEntropyFromLogits(model, "output", "label", Losses.Reduction.MEAN);
    }

    @Test
    void thePageShowsTheCodeThatRuns() throws IOException {
        // In two parts, so that this line is no mark itself.
        List<String> ran = blocks(read(SOURCE), "// " + "page: ", "// " + "end\n");
        assertThat(ran).hasSize(5);
        assertThat(blocks(read(PAGE), "```java", "```")).isEqualTo(ran);
    }

    /** What the page says stands between begin and end; written anew where that is asked for. */
    @Test
    void thePageListsTheOperatorsThatHaveARule() throws IOException {
        String page = read(PAGE);
        String head = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        String tail = page.substring(page.indexOf(END));
        String current = head + operators() + tail;
        if (Boolean.getBoolean("bulwark.guide.write")) {
            Files.writeString(repository().resolve(PAGE), current);
            return;
        }
        assertThat(page)
                .as("stale: run this test with -Dbulwark.guide.write=true")
                .isEqualTo(current);
    }

    private static String operators() {
        Map<String, TreeSet<String>> byTechnique = new TreeMap<>();
        for (GradientRule rule : GradientRules.installed().all()) {
            String folder = rule.getClass().getPackageName();
            String name = rule.domain().isEmpty() ? "" : rule.domain() + ".";
            byTechnique
                    .computeIfAbsent(
                            folder.substring(folder.lastIndexOf('.') + 1), k -> new TreeSet<>())
                    .add(name + rule.operator());
        }
        StringBuilder table = new StringBuilder("| rules in | operators |\n|---|---|\n");
        byTechnique.forEach((technique, names) ->
                table.append(
                        "| `gradient/%s` | %s |\n".formatted(technique, String.join(", ", names))));
        return table.toString();
    }

    private static List<String> blocks(String text, String begin, String end) {
        List<String> blocks = new ArrayList<>();
        int at = text.indexOf(begin);
        while (at >= 0) {
            int to = text.indexOf(end, at + begin.length());
            String block = text.substring(text.indexOf('\n', at) + 1, to);
            blocks.add(block.stripTrailing().stripIndent());
            at = text.indexOf(begin, to);
        }
        return blocks;
    }

    private static String read(String path) throws IOException {
        return Files.readString(repository().resolve(path));
    }

    /** The folder of the repository, found from the module's. */
    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        return Files.isDirectory(folder.resolve("docs"))
                ? folder
                : Objects.requireNonNull(folder.getParent(), "no repository around " + folder);
    }
}
