package dev.bulwark.onnx.build;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.onnx.run.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Noisy pictures of stripes, 0 to 255: lying, standing, or slanted. */
final class Stripes {
    static final int SIDE = 12;
    static final List<String> CLASSES = List.of("lying", "standing", "slanted");

    private Stripes() {}

    static NetworkSpec spec(Architecture architecture, double dropout) {
        return spec(architecture, dropout, new ColumnType.Image(2, SIDE, SIDE), 7);
    }

    static NetworkSpec spec(
            Architecture architecture, double dropout, ColumnType.Image image, long seed) {
        Schema schema =
                new Schema(
                        List.of(
                                Column.of("picture", image, Column.Role.FEATURE),
                                Column.of(
                                        "stripes",
                                        new ColumnType.Categorical(CLASSES),
                                        Column.Role.LABEL)),
                        "");
        Preparation preparation =
                new Preparation(
                        List.of(new FeaturePreparation.PixelScale("picture", image, 1 / 255.0)));
        return new NetworkSpec(schema, preparation, architecture, dropout, seed);
    }

    static CreditLike.Batch batch(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int area = SIDE * SIDE;
        float[] pixels = new float[rows * 2 * area];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES.size());
            int shift = random.nextInt(4);
            for (int i = 0; i < 2 * area; i++) {
                int y = i % area / SIDE;
                int x = i % SIDE;
                int along = labels[row] == 0 ? y : labels[row] == 1 ? x : x + y;
                boolean bright = (along + shift) % 4 < 2;
                pixels[row * 2 * area + i] = (bright ? 180 : 40) + random.nextInt(60);
            }
        }
        return new CreditLike.Batch(
                Map.of("picture", Tensor.of(pixels, rows, 2, SIDE, SIDE)), Tensor.labels(labels));
    }
}
