package dev.bulwark.onnx.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.onnx.build.Mlp;
import dev.bulwark.onnx.build.MlpSpec;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Time of one training step of a 784-128-10 network at batch 128: run with {@code
 * -Dtest=TrainingStepBenchmark}; the usual test run leaves it out. Nothing about time is asserted.
 */
class TrainingStepBenchmark {
    private static final int BATCH = 128;
    private static final int STEPS = 1000;

    private static Network network() {
        ColumnType.Image image = new ColumnType.Image(1, 28, 28);
        List<String> digits = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        Schema schema =
                new Schema(
                        List.of(
                                Column.of("picture", image, Column.Role.FEATURE),
                                Column.of(
                                        "digit",
                                        new ColumnType.Categorical(digits),
                                        Column.Role.LABEL)),
                        "");
        Preparation preparation =
                new Preparation(
                        List.of(new FeaturePreparation.PixelScale("picture", image, 1 / 255.0)));
        return Mlp.build(new MlpSpec(schema, preparation, List.of(128), 0, false, 1));
    }

    private static Map<String, Tensor> feeds(String labelsInput) {
        SplittableRandom random = new SplittableRandom(1);
        float[] pixels = new float[BATCH * 784];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        Tensor rows = Tensor.allocate(ElementType.FLOAT, BATCH, 784);
        rows.set(pixels);
        Tensor labels = Tensor.labels(random.ints(BATCH, 0, 10).toArray());
        return Map.of(TrainingGraph.FEATURES, rows, labelsInput, labels);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void timesAStep(int threads) {
        Network network = network();
        TrainingGraph graph = network.training(Network.Rows.PREPARED);
        List<Parameter> parameters = network.parameters();
        Adam adam = new Adam(parameters, Adam.Settings.defaults().withWeightDecay(1e-4));
        Map<String, Tensor> feeds = feeds(graph.labels());
        long[] whole = new long[STEPS];
        long[] update = new long[STEPS];
        float loss = 0;
        try (GradientSession session =
                new GradientSession(
                        graph.gradients(),
                        parameters,
                        EngineOptions.deterministic().withThreads(threads))) {
            for (int step = 0; step < STEPS; step++) {
                long start = System.nanoTime();
                loss = session.loss(session.run(feeds));
                long middle = System.nanoTime();
                adam.step(1e-3, session.gradients());
                whole[step] = System.nanoTime() - start;
                update[step] = System.nanoTime() - middle;
            }
        }
        assertThat(loss).isLessThan(2.3f);
        Arrays.sort(whole);
        Arrays.sort(update);
        System.out.printf(
                "threads %d: step %.3f ms (Adam %.3f ms of it), %.0f rows/s, median of %d%n",
                threads,
                whole[STEPS / 2] / 1e6,
                update[STEPS / 2] / 1e6,
                BATCH * 1e9 / whole[STEPS / 2],
                STEPS);
    }
}
