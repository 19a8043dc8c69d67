package dev.bulwark.training.fit;

import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Split;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.onnx.optimise.Clipping;
import dev.bulwark.onnx.optimise.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Training with every technique that keeps state, as a process that may be killed. */
final class KilledTraining {
    private static final int ROWS = 1_200;
    private static final int WIDTH = 6;

    private KilledTraining() {}

    /** Trains, or goes on, and writes the model: checkpoint file, model file. */
    public static void main(String[] files) throws IOException {
        Path model = Path.of(files[1]);
        Path part = model.resolveSibling("model.part");
        Files.write(part, train(Optional.of(new Checkpoints(Path.of(files[0]), 3, true))));
        Files.move(part, model, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The bytes of the model. */
    static byte[] train(Optional<Checkpoints> checkpoints) {
        return Trainer.fit(
                        "killed",
                        table(),
                        new Split(
                                Rows.range(0, 900),
                                Rows.range(900, 1_100),
                                Rows.range(1_100, ROWS)),
                        preparation(),
                        settings(),
                        20261125,
                        Progress.silent(),
                        checkpoints)
                .model()
                .onnx()
                .toArray();
    }

    static FitSettings settings() {
        return new FitSettings(
                new Architecture.Mlp(List.of(48, 24), true),
                0.2,
                1e-3,
                FitSettings.OptimiserKind.ADAM,
                0.01,
                32,
                30,
                30,
                new Technique(
                        new Schedule.Cosine(0.1, 0.01), new Clipping.ByNorm(0.5), 0.1, 0.3, 2));
    }

    static Preparation preparation() {
        return new Preparation(
                java.util.stream.IntStream.range(0, WIDTH)
                        .<FeaturePreparation>mapToObj(
                                i -> new FeaturePreparation.Standardise("x" + i, 0, 1))
                        .toList());
    }

    static Table table() {
        SplittableRandom random = new SplittableRandom(5);
        List<Column> columns = new java.util.ArrayList<>();
        Map<String, ColumnValues> values = new java.util.LinkedHashMap<>();
        double[] sums = new double[ROWS];
        for (int i = 0; i < WIDTH; i++) {
            float[] x = new float[ROWS];
            for (int row = 0; row < ROWS; row++) {
                x[row] = (float) (2 * random.nextDouble() - 1);
                sums[row] += x[row] * x[row] * (i % 2 == 0 ? 1 : -1);
            }
            columns.add(
                    Column.of("x" + i, new ColumnType.Numeric(-1, 1, false), Column.Role.FEATURE));
            values.put("x" + i, ColumnValues.Numbers.of(x));
        }
        int[] labels = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[row] = sums[row] > 0.3 ? 2 : sums[row] > -0.3 ? 1 : 0;
        }
        columns.add(
                Column.of(
                        "y",
                        new ColumnType.Categorical(List.of("low", "middle", "high")),
                        Column.Role.LABEL));
        values.put("y", ColumnValues.Categories.of(labels));
        return new Table(new Schema(columns, ""), values);
    }
}
