package dev.bulwark.onnx.build;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.onnx.run.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small tabular problem whose answer is known: good where income outweighs age, unless rented.
 */
final class CreditLike {
    static final List<String> HOUSING = List.of("own", "rent", "free");

    private CreditLike() {}

    static Schema schema() {
        return new Schema(
                List.of(
                        Column.of("age", new ColumnType.Numeric(18, 90, true), Column.Role.FEATURE),
                        Column.of(
                                "housing",
                                new ColumnType.Categorical(HOUSING),
                                Column.Role.FEATURE),
                        Column.of(
                                "income",
                                new ColumnType.Numeric(0, 10_000, false),
                                Column.Role.FEATURE),
                        Column.of(
                                "outcome",
                                new ColumnType.Categorical(List.of("bad", "good")),
                                Column.Role.LABEL)),
                "good");
    }

    static Preparation preparation() {
        return new Preparation(
                List.of(
                        new FeaturePreparation.Standardise("age", 50, 20),
                        new FeaturePreparation.OneHot("housing", HOUSING),
                        new FeaturePreparation.Standardise("income", 3000, 1500)));
    }

    static MlpSpec spec(double dropout, boolean batchNorm) {
        return new MlpSpec(schema(), preparation(), List.of(8, 4), dropout, batchNorm, 7);
    }

    /** Rows and their classes. */
    record Batch(Map<String, Tensor> features, Tensor labels) {}

    static Batch batch(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] age = new float[rows];
        float[] income = new float[rows];
        String[] housing = new String[rows];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            age[i] = random.nextInt(18, 90);
            income[i] = (float) random.nextDouble(0, 6000);
            housing[i] = HOUSING.get(random.nextInt(3));
            double score = (income[i] - 3000) / 1500 - (age[i] - 50) / 20;
            labels[i] = score - (housing[i].equals("rent") ? 1 : 0) > 0 ? 1 : 0;
        }
        Map<String, Tensor> features = new LinkedHashMap<>();
        features.put("age", Tensor.of(age, rows, 1));
        features.put("housing", Tensor.of(housing, rows, 1));
        features.put("income", Tensor.of(income, rows, 1));
        return new Batch(features, Tensor.labels(labels));
    }
}
