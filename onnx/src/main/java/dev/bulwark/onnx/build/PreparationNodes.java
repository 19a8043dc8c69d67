package dev.bulwark.onnx.build;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** The preparation of raw rows as nodes of the graph, so that it is served as it was learned. */
final class PreparationNodes {
    private static final String BATCH = "batch";
    private static final Set<String> OUTPUTS = Set.of("logits", "probabilities", "label");

    private final GraphBuilder builder;
    private final NetworkSpec spec;

    PreparationNodes(GraphBuilder builder, NetworkSpec spec) {
        this.builder = builder;
        this.spec = spec;
    }

    /** Channels, height and width of the one picture a row is. */
    static List<Integer> picture(Preparation preparation) {
        if (preparation.features().getFirst()
                instanceof FeaturePreparation.PixelScale(_, ColumnType.Image image, _)) {
            return List.of(image.channels(), image.height(), image.width());
        }
        throw new IllegalArgumentException("a row is no picture: " + preparation);
    }

    /**
     * Adds inputs and nodes; returns the prepared rows, FLOAT {@code [batch, width]}, or pictures,
     * FLOAT {@code [batch, channels, height, width]}.
     */
    String append() {
        List<FeaturePreparation> features = spec.preparation().features();
        Map<String, FeaturePreparation> byColumn = new LinkedHashMap<>();
        features.forEach(feature -> byColumn.put(feature.column(), feature));
        List<String> parts = new ArrayList<>();
        spec.schema().features().forEach(column -> declare(column.name(), byColumn));
        for (FeaturePreparation feature : features) {
            parts.add(prepared(feature));
        }
        return parts.size() == 1
                ? parts.getFirst()
                : builder.node("Concat", parts, Map.of("axis", Attribute.of(1L)));
    }

    private void declare(String name, Map<String, FeaturePreparation> byColumn) {
        if (OUTPUTS.contains(name)) {
            throw new BulwarkException(
                    "MODEL_NAME_TAKEN",
                    "the feature '" + name + "' has the name of an output of every model",
                    "rename the column; outputs are " + OUTPUTS);
        }
        builder.input(
                name,
                switch (byColumn.get(name)) {
                    case FeaturePreparation.Standardise _ ->
                            ValueType.tensor(ElementType.FLOAT, Shape.batched(BATCH, 1));
                    case FeaturePreparation.OneHot _ ->
                            ValueType.tensor(ElementType.STRING, Shape.batched(BATCH, 1));
                    case FeaturePreparation.PixelScale(var column, var image, var factor) ->
                            ValueType.tensor(
                                    ElementType.FLOAT,
                                    Shape.batched(
                                            BATCH,
                                            image.channels(),
                                            image.height(),
                                            image.width()));
                    case null -> throw new IllegalArgumentException("no preparation: " + name);
                });
    }

    private String prepared(FeaturePreparation feature) {
        return switch (feature) {
            case FeaturePreparation.Standardise(var column, var mean, var deviation) ->
                    builder.node(
                            "Div", builder.node("Sub", column, scalar(mean)), scalar(deviation));
            case FeaturePreparation.OneHot(var column, var categories) ->
                    spec.architecture().form() == Architecture.Form.CODES
                            ? code(column, categories)
                            : oneHot(column, categories);
            case FeaturePreparation.PixelScale(var column, var image, var factor) -> {
                String scaled = builder.node("Mul", column, scalar(factor));
                yield spec.architecture().form() == Architecture.Form.PICTURE
                        ? scaled
                        : flat(scaled);
            }
        };
    }

    private String oneHot(String column, List<String> categories) {
        Map<String, Attribute> settings = new LinkedHashMap<>();
        settings.put("cats_strings", Attribute.strings(categories));
        // zeros = 0: a category the model never saw is refused, not taken for none of them.
        settings.put("zeros", Attribute.of(0L));
        return flat(ml("OneHotEncoder", column, settings));
    }

    /** The index of each row's category, as a float: exact below 2^24. */
    private String code(String column, List<String> categories) {
        Map<String, Attribute> settings = new LinkedHashMap<>();
        settings.put("keys_strings", Attribute.strings(categories));
        long[] codes = LongStream.range(0, categories.size()).toArray();
        settings.put("values_int64s", Attribute.ints(codes));
        // One past the last: a category the model never saw is refused when it is looked up.
        settings.put("default_int64", Attribute.of((long) categories.size()));
        return builder.node(
                "Cast",
                List.of(ml("LabelEncoder", column, settings)),
                Map.of("to", Attribute.of((long) ElementType.FLOAT.code())));
    }

    private String ml(String operator, String column, Map<String, Attribute> settings) {
        return builder.node(operator, Node.ML_DOMAIN, List.of(column), 1, settings).getFirst();
    }

    private String flat(String value) {
        return builder.node("Flatten", List.of(value), Map.of("axis", Attribute.of(1L)));
    }

    private String scalar(double value) {
        return builder.constant(TensorValue.of(new float[] {(float) value}));
    }
}
