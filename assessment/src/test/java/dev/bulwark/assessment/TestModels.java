package dev.bulwark.assessment;

import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.build.Mlp;
import dev.bulwark.onnx.build.MlpSpec;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.optimise.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small models and rows for the tests of this module. */
public final class TestModels {
    private TestModels() {}

    /** A label of the classes no and yes, yes being favourable. */
    public static final Column LABEL =
            Column.of("y", new ColumnType.Categorical(List.of("no", "yes")), Column.Role.LABEL);

    /** Two numbers in a wide box. */
    public static final Schema PLANE =
            new Schema(
                    List.of(
                            Column.of(
                                    "a",
                                    new ColumnType.Numeric(-1e6, 1e6, false),
                                    Column.Role.FEATURE),
                            Column.of(
                                    "b",
                                    new ColumnType.Numeric(-1e6, 1e6, false),
                                    Column.Role.FEATURE),
                            LABEL),
                    "yes");

    /** The plane's columns with means 3 and -10 and deviations 2 and 50. */
    public static final Preparation PLANE_PREPARATION =
            new Preparation(
                    List.of(
                            new FeaturePreparation.Standardise("a", 3, 2),
                            new FeaturePreparation.Standardise("b", -10, 50)));

    /** A number, an integer, an immutable number and a category. */
    public static final Schema MIXED =
            new Schema(
                    List.of(
                            Column.of(
                                    "amount",
                                    new ColumnType.Numeric(0, 4, false),
                                    Column.Role.FEATURE),
                            Column.of(
                                    "months",
                                    new ColumnType.Numeric(1, 72, true),
                                    Column.Role.FEATURE),
                            new Column(
                                    "age",
                                    new ColumnType.Numeric(18, 99, true),
                                    Column.Role.FEATURE,
                                    false,
                                    true,
                                    true,
                                    ""),
                            Column.of(
                                    "purpose",
                                    new ColumnType.Categorical(List.of("car", "house", "other")),
                                    Column.Role.FEATURE),
                            LABEL),
                    "yes");

    /** Deviations 1, 12 and 11 for the mixed columns. */
    public static final Preparation MIXED_PREPARATION =
            new Preparation(
                    List.of(
                            new FeaturePreparation.Standardise("amount", 2, 1),
                            new FeaturePreparation.Standardise("months", 24, 12),
                            new FeaturePreparation.Standardise("age", 40, 11),
                            new FeaturePreparation.OneHot(
                                    "purpose", List.of("car", "house", "other"))));

    /** A linear model on the plane: logits {@code z W + c} of the standardised row z. */
    public static ModelArtifact linear(float[] weights, float[] bias) {
        Network network = Mlp.build(new MlpSpec(PLANE, PLANE_PREPARATION, List.of(), 0, false, 1));
        List<Parameter> parameters = network.parameters();
        System.arraycopy(weights, 0, parameters.get(0).values(), 0, weights.length);
        System.arraycopy(bias, 0, parameters.get(1).values(), 0, bias.length);
        return artifact(network, parameters, PLANE);
    }

    /** A network of one hidden layer on the mixed columns, with seeded weights. */
    public static ModelArtifact mixed(long seed) {
        Network network =
                Mlp.build(new MlpSpec(MIXED, MIXED_PREPARATION, List.of(16), 0, false, seed));
        return artifact(network, network.parameters(), MIXED);
    }

    private static ModelArtifact artifact(
            Network network, List<Parameter> parameters, Schema schema) {
        return new ModelArtifact(
                "test", OnnxWriter.write(network.inference(parameters, network.buffers())), schema);
    }

    /** Rows of a schema, uniform within its ranges (-10 to 10 in a wide one). */
    public static Table rows(Schema schema, int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, ColumnValues> values = new LinkedHashMap<>();
        for (Column column : schema.columns()) {
            values.put(column.name(), values(column.type(), rows, random));
        }
        return new Table(schema, values);
    }

    private static ColumnValues values(ColumnType type, int rows, SplittableRandom random) {
        return switch (type) {
            case ColumnType.Numeric(double min, double max, boolean integer) -> {
                boolean wide = max - min > 1e3;
                double low = wide ? -10 : min;
                double high = wide ? 10 : max;
                float[] numbers = new float[rows];
                for (int row = 0; row < rows; row++) {
                    double value = random.nextDouble(low, high);
                    numbers[row] = (float) (integer ? Math.rint(value) : value);
                }
                yield ColumnValues.Numbers.of(numbers);
            }
            case ColumnType.Categorical(List<String> categories) ->
                    ColumnValues.Categories.of(random.ints(rows, 0, categories.size()).toArray());
            case ColumnType.Image image -> {
                byte[] pixels = new byte[rows * image.size()];
                random.nextBytes(pixels);
                yield ColumnValues.Images.of(pixels, image);
            }
        };
    }

    /** One row of the mixed columns: of age 40, for a car, with the answer no. */
    public static Table mixedRow(float amount, float months) {
        return new Table(
                MIXED,
                Map.of(
                        "amount", ColumnValues.Numbers.of(amount),
                        "months", ColumnValues.Numbers.of(months),
                        "age", ColumnValues.Numbers.of(40),
                        "purpose", ColumnValues.Categories.of(0),
                        "y", ColumnValues.Categories.of(0)));
    }

    /** The same rows with these labels. */
    public static Table relabelled(Table rows, int[] labels) {
        Map<String, ColumnValues> values = new LinkedHashMap<>();
        rows.schema().columns().forEach(c -> values.put(c.name(), rows.column(c.name())));
        values.put(rows.schema().label().name(), ColumnValues.Categories.of(labels));
        return new Table(rows.schema(), values);
    }
}
