package dev.bulwark.onnx.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.Networks;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.run.Batches;
import dev.bulwark.onnx.run.EngineOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine splits work by the number of threads alone, not by which thread is free. */
class ThreadsTest {
    private static final int BATCH = 32;
    private static final int STEPS = 2;
    private static final int ROUNDS = 3;

    static Stream<Architecture> networks() {
        return Stream.of(
                new Architecture.Mlp(List.of(256, 64), true),
                Architecture.LeNet.standard(),
                new Architecture.ResNet(8));
    }

    private static List<float[]> trained(Architecture architecture, int threads) {
        Network network = Networks.build(TrainingStepBenchmark.digits(architecture));
        TrainingGraph graph = network.training(Network.Rows.PREPARED);
        EngineOptions engine = EngineOptions.deterministic().withThreads(threads);
        try (ParameterVector values = ParameterVector.of(network.parameters());
                GradientSession session = new GradientSession(graph.gradients(), values, engine);
                Batches batches = new Batches(TrainingStepBenchmark.rows(graph.labels()), BATCH)) {
            Adam adam = new Adam(values, Adam.Settings.defaults());
            int[] order = IntStream.range(0, STEPS * BATCH).toArray();
            for (int step = 0; step < STEPS; step++) {
                session.run(batches.gather(order, step * BATCH, (step + 1) * BATCH));
                adam.step(1e-3, session.gradientVector());
            }
            List<float[]> arrays = new ArrayList<>();
            values.snapshot().forEach(parameter -> arrays.add(parameter.values()));
            return arrays;
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theSameNumberOfThreadsTrainsTheSameBits(Architecture architecture) {
        for (int threads : new int[] {1, 2, 3}) {
            List<float[]> first = trained(architecture, threads);
            for (int round = 1; round < ROUNDS; round++) {
                assertThat(trained(architecture, threads)).containsExactlyElementsOf(first);
            }
        }
    }
}
