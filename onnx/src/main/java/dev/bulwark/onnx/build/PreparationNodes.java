package dev.bulwark.onnx.build;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
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

/** The preparation of raw rows as nodes of the graph, so that it is served as it was learned. */
final class PreparationNodes {
    private static final String BATCH = "batch";
    private static final Set<String> OUTPUTS = Set.of("logits", "probabilities", "label");

    private PreparationNodes() {}

    /** Adds inputs and nodes; returns the prepared rows, FLOAT {@code [batch, width]}. */
    static String append(GraphBuilder builder, Schema schema, Preparation preparation) {
        Map<String, FeaturePreparation> byColumn = new LinkedHashMap<>();
        preparation.features().forEach(feature -> byColumn.put(feature.column(), feature));
        List<String> parts = new ArrayList<>();
        schema.features().forEach(column -> declare(builder, column.name(), byColumn));
        for (FeaturePreparation feature : preparation.features()) {
            parts.add(prepared(builder, feature));
        }
        return parts.size() == 1
                ? parts.getFirst()
                : builder.node("Concat", parts, Map.of("axis", Attribute.of(1L)));
    }

    private static void declare(
            GraphBuilder builder, String name, Map<String, FeaturePreparation> byColumn) {
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

    private static String prepared(GraphBuilder builder, FeaturePreparation feature) {
        return switch (feature) {
            case FeaturePreparation.Standardise(var column, var mean, var deviation) ->
                    builder.node(
                            "Div",
                            builder.node("Sub", column, scalar(builder, mean)),
                            scalar(builder, deviation));
            case FeaturePreparation.OneHot(var column, var categories) ->
                    oneHot(builder, column, categories);
            case FeaturePreparation.PixelScale(var column, var image, var factor) ->
                    builder.node(
                            "Flatten",
                            List.of(builder.node("Mul", column, scalar(builder, factor))),
                            Map.of("axis", Attribute.of(1L)));
        };
    }

    private static String oneHot(GraphBuilder builder, String column, List<String> categories) {
        Map<String, Attribute> settings = new LinkedHashMap<>();
        settings.put("cats_strings", Attribute.strings(categories));
        // zeros = 0: a category the model never saw is refused, not taken for none of them.
        settings.put("zeros", Attribute.of(0L));
        String encoded =
                builder.node("OneHotEncoder", Node.ML_DOMAIN, List.of(column), 1, settings)
                        .getFirst();
        return builder.node("Flatten", List.of(encoded), Map.of("axis", Attribute.of(1L)));
    }

    private static String scalar(GraphBuilder builder, double value) {
        return builder.constant(TensorValue.of(new float[] {(float) value}));
    }
}
