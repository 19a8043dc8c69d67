package dev.bulwark.onnx.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.NetworkSpec;
import dev.bulwark.onnx.build.Networks;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.run.Batches;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.RowSource;
import dev.bulwark.onnx.run.SegmentRows;
import dev.bulwark.onnx.run.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Time of one training step on pictures of 28 by 28 at batch 128, in parts: the feed, the engine,
 * the update. Run with {@code -Dtest=TrainingStepBenchmark}; the usual test run leaves it out.
 * Nothing about time is asserted.
 */
class TrainingStepBenchmark {
    private static final int BATCH = 128;
    private static final int ROWS = 2048;
    private static final int PIXELS = 784;

    static NetworkSpec digits(Architecture architecture) {
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
        return new NetworkSpec(schema, preparation, architecture, 0, 1);
    }

    static RowSource rows(String labels) {
        SplittableRandom random = new SplittableRandom(1);
        float[] pixels = new float[ROWS * PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        long[] codes = random.longs(ROWS, 0, 10).toArray();
        return new SegmentRows(
                ROWS,
                Map.of(
                        new RowSource.Field(
                                TrainingGraph.FEATURES, ElementType.FLOAT, List.of(784L)),
                        MemorySegment.ofArray(pixels),
                        new RowSource.Field(labels, ElementType.INT64, List.of()),
                        MemorySegment.ofArray(codes)));
    }

    private static Architecture architecture(String name) {
        return name.equals("mlp")
                ? new Architecture.Mlp(List.of(128), false)
                : name.equals("lenet")
                        ? Architecture.LeNet.standard()
                        : new Architecture.LeNet(List.of(32, 64), 5, List.of(512));
    }

    @ParameterizedTest
    @CsvSource({"mlp,1", "mlp,2", "lenet,1", "lenet,2", "wide-lenet,1", "wide-lenet,2"})
    void timesAStep(String name, int threads) {
        int steps = name.equals("wide-lenet") ? 40 : 200;
        Network network = Networks.build(digits(architecture(name)));
        TrainingGraph graph = network.training(Network.Rows.PREPARED);
        long[][] times = new long[4][steps];
        float loss = 0;
        EngineOptions engine = EngineOptions.deterministic().withThreads(threads);
        try (ParameterVector values = ParameterVector.of(network.parameters());
                GradientSession session = new GradientSession(graph.gradients(), values, engine);
                Batches batches = new Batches(rows(graph.labels()), BATCH)) {
            Adam adam = new Adam(values, Adam.Settings.defaults().withWeightDecay(1e-4));
            int[] order = new SplittableRandom(2).ints(ROWS, 0, ROWS).toArray();
            for (int step = 0; step < steps; step++) {
                int from = step * BATCH % ROWS;
                long start = System.nanoTime();
                Map<String, Tensor> feeds = batches.gather(order, from, from + BATCH);
                long fed = System.nanoTime();
                loss = session.loss(session.run(feeds));
                long run = System.nanoTime();
                adam.step(1e-3, session.gradientVector());
                long done = System.nanoTime();
                times[0][step] = fed - start;
                times[1][step] = run - fed;
                times[2][step] = done - run;
                times[3][step] = done - start;
            }
        }
        assertThat(loss).isFinite();
        int parameters = network.parameters().stream().mapToInt(p -> p.values().length).sum();
        System.out.printf(
                "%s, %,d parameters, threads %d: feed %.3f, engine %.3f, update %.3f, step %.3f ms,"
                        + " %.0f rows/s, medians of %d%n",
                name,
                parameters,
                threads,
                median(times[0]),
                median(times[1]),
                median(times[2]),
                median(times[3]),
                BATCH * 1e3 / median(times[3]),
                steps);
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }

    /** The update in Java against the same update as a graph of standard operators. */
    @ParameterizedTest
    @ValueSource(ints = {1_000_000, 3_000_000, 25_000_000})
    void timesAnUpdate(int size) {
        Parameter parameter = new Parameter("w", List.of((long) size), true, new float[size]);
        int steps = size > 10_000_000 ? 15 : 50;
        long[] java = new long[steps];
        try (ParameterVector values = ParameterVector.of(List.of(parameter));
                ParameterVector gradients = values.zeros()) {
            float[] gradient = new float[size];
            Arrays.fill(gradient, 0.01f);
            gradients.tensor("w").set(gradient);
            Adam adam = new Adam(values, Adam.Settings.defaults().withWeightDecay(1e-4));
            for (int step = 0; step < steps; step++) {
                long start = System.nanoTime();
                adam.step(1e-3, gradients);
                java[step] = System.nanoTime() - start;
            }
        }
        for (int threads = 1; threads < 3; threads++) {
            long[] graph = new AdamGraph(size).times(steps, threads);
            System.out.printf(
                    "Adam on %,d parameters: Java %.2f ms, graph on %d threads %.2f ms%n",
                    size, median(java.clone()), threads, median(graph));
        }
    }
}
