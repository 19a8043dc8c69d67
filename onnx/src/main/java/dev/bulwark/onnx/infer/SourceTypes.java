package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Operators that make values from settings and shapes. */
final class SourceTypes {
    private SourceTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        rules.put("Constant", SourceTypes::constant);
        rules.put("ConstantOfShape", SourceTypes::filled);
        rules.put("Range", facts -> facts.put(0, List.of(new Dimension.Unknown())));
        NodeTypes.all(
                rules,
                "EyeLike RandomNormalLike RandomUniformLike Bernoulli",
                facts ->
                        type(facts.node())
                                .or(() -> facts.element(0))
                                .ifPresent(type -> facts.put(0, type, facts.shape(0))));
        NodeTypes.all(rules, "RandomNormal RandomUniform", SourceTypes::random);
        rules.put("Multinomial", SourceTypes::drawn);
    }

    private static Optional<ElementType> type(Node node) {
        OptionalInt code =
                node.intAttribute("dtype").isPresent()
                        ? OptionalInt.of((int) node.intAttribute("dtype", 0))
                        : OptionalInt.empty();
        return code.isPresent() ? ElementType.ofCode(code.getAsInt()) : Optional.empty();
    }

    private static void constant(NodeFacts facts) {
        value(facts.node())
                .ifPresent(value ->
                        facts.node()
                                .output(0)
                                .ifPresent(o -> facts.inference().putConstant(o, value)));
    }

    private static Optional<TensorValue> value(Node node) {
        Map<String, Attribute> settings = node.attributes();
        if (settings.get("value") instanceof Attribute.OfTensor(TensorValue value)) {
            return Optional.of(value);
        }
        if (settings.get("value_int") instanceof Attribute.OfInt(long value)) {
            return Optional.of(TensorValue.of(new long[] {value}));
        }
        if (settings.get("value_ints") instanceof Attribute.OfInts(List<Long> values)) {
            return Optional.of(
                    TensorValue.vector(values.stream().mapToLong(Long::longValue).toArray()));
        }
        if (settings.get("value_float") instanceof Attribute.OfFloat(float value)) {
            return Optional.of(TensorValue.of(new float[] {value}));
        }
        if (settings.get("value_floats") instanceof Attribute.OfFloats(List<Float> values)) {
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values.get(i);
            }
            return Optional.of(TensorValue.of(floats, floats.length));
        }
        return Optional.empty();
    }

    private static void filled(NodeFacts facts) {
        ElementType type =
                facts.node().attributes().get("value") instanceof Attribute.OfTensor(TensorValue v)
                        ? v.elementType()
                        : ElementType.FLOAT;
        Optional<List<Dimension>> lengths = facts.lengths(0);
        OptionalInt rank = facts.lengthOf(0);
        if (lengths.isPresent()) {
            facts.put(0, type, lengths.get());
        } else if (rank.isPresent()) {
            facts.put(0, type, NodeFacts.unknown(rank.getAsInt()));
        } else {
            facts.put(0, type, new Shape.Unranked());
        }
    }

    private static void random(NodeFacts facts) {
        facts.node()
                .intsAttribute("shape")
                .filter(sizes -> sizes.stream().allMatch(size -> size >= 0))
                .ifPresent(sizes ->
                        facts.put(
                                0, type(facts.node()).orElse(ElementType.FLOAT), Shape.of(sizes)));
    }

    private static void drawn(NodeFacts facts) {
        Dimension batch =
                facts.dims(0)
                        .filter(d -> d.size() == 2)
                        .map(List::getFirst)
                        .orElseGet(Dimension.Unknown::new);
        facts.put(
                0,
                type(facts.node()).orElse(ElementType.INT32),
                List.of(
                        batch,
                        Dimension.of(Math.max(0, facts.node().intAttribute("sample_size", 1)))));
    }
}
