package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Operators of {@code ai.onnx.ml} as scikit-learn's converter writes them. */
final class MlTypes {
    private MlTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        NodeTypes.all(
                rules,
                "ai.onnx.ml.Normalizer ai.onnx.ml.Scaler",
                facts -> facts.put(0, ElementType.FLOAT, facts.shape(0)));
        NodeTypes.all(
                rules,
                "ai.onnx.ml.Binarizer ai.onnx.ml.Imputer",
                facts -> facts.put(0, facts.shape(0)));
        rules.put(Node.ML_DOMAIN + ".LinearRegressor", MlTypes::regressor);
    }

    private static void regressor(NodeFacts facts) {
        Dimension rows =
                facts.dims(0)
                        .filter(d -> d.size() == 2)
                        .map(List::getFirst)
                        .orElseGet(Dimension.Unknown::new);
        long targets = Math.max(0, facts.node().intAttribute("targets", 1));
        facts.put(0, ElementType.FLOAT, new Shape.Ranked(List.of(rows, Dimension.of(targets))));
    }
}
