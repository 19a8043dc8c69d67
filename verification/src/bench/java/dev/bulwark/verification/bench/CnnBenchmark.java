package dev.bulwark.verification.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.NetworkSpec;
import dev.bulwark.onnx.build.Networks;
import dev.bulwark.verification.bench.Contender.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pictures a second of our gradients and of libtorch's: the same network, weights, pictures, batch
 * and threads in one process, in alternating rounds, so that whatever else the machine does meets
 * both. Asserts that both compute the same loss, and nothing about time.
 */
class CnnBenchmark {
    static final double RATE = 0.01;
    private static final int THREADS = Integer.getInteger("bench.threads", 2);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
    private static final double ROUND_SECONDS = 0.4;
    private static final List<String> LINES = new ArrayList<>();

    static Network network(String name) {
        ColumnType.Image image = new ColumnType.Image(1, Mnist.SIDE, Mnist.SIDE);
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
        Architecture architecture =
                name.equals("lenet")
                        ? new Architecture.LeNet(List.of(32, 64), 5, List.of(1024))
                        : new Architecture.ResNet(8);
        return Networks.build(new NetworkSpec(schema, preparation, architecture, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({"lenet, 64", "lenet, 128", "resnet8, 64", "resnet8, 128"})
    void comparesWithLibtorch(String name, int batch) throws IOException {
        torch.set_num_threads(THREADS);
        openblas_nolapack.blas_set_num_threads(THREADS);
        Network network = network(name);
        Mnist mnist = Mnist.first(batch);
        try (Contender ours = new OnnxContender(network, mnist, batch, THREADS);
                Contender theirs =
                        name.equals("lenet")
                                ? new LibtorchLeNet(network.parameters(), mnist, batch)
                                : new LibtorchResNet(network.parameters(), mnist, batch)) {
            for (Work work : Work.values()) {
                assertThat(ours.run(work))
                        .as("loss of %s, %s", name, work)
                        .isCloseTo(theirs.run(work), within(1e-3f));
                LINES.add(Rounds.of(ours, theirs, work, ROUNDS, ROUND_SECONDS).line(name, batch));
            }
        }
    }

    @AfterAll
    static void report() throws IOException {
        String head =
                String.format(
                                Locale.ROOT,
                                "%d threads, images a second by the clock: median (best); ratios:"
                                        + " libtorch's time / ours%n",
                                THREADS)
                        + String.format(
                                Locale.ROOT,
                                "%-8s %5s  %-14s %21s %21s %7s %9s%n",
                                "network",
                                "batch",
                                "work",
                                "bulwark",
                                "libtorch",
                                "clock",
                                "processor");
        String table = head + String.join("\n", LINES);
        System.out.println(table);
        Path folder = Files.createDirectories(Path.of("target/bench"));
        Files.writeString(folder.resolve("cnn.txt"), table + "\n");
        Files.writeString(folder.resolve("cnn.json"), Rounds.json());
    }
}
