package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models small enough to look through. */
final class SmallModels {
    private SmallModels() {}

    /** {@code logits = x · w + b}. */
    static Model linear() {
        GraphBuilder builder = GraphBuilder.named("linear");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        builder.initializer("w", TensorValue.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        builder.initializer("b", TensorValue.of(new float[] {1, 2, 3}, 3));
        builder.named("logits", "Gemm", List.of("x", "w", "b"), Map.of());
        builder.output("logits", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 3)));
        return Model.of(builder.build());
    }

    /** Every kind of attribute, type, dimension and element that can be kept. */
    static Model everything() {
        Map<String, Long> opsets = new LinkedHashMap<>(Map.of("", 18L));
        opsets.put("com.example", 1L);
        Model.Producer me = new Model.Producer("me", "1.0");
        return new Model(8, opsets, me, "org.example", 3, manyKinds(), Map.of("k", "v"));
    }

    private static Map<String, Attribute> settings() {
        Map<String, Attribute> settings = new LinkedHashMap<>();
        settings.put("float", Attribute.of(1.5f));
        settings.put("int", Attribute.of(-7L));
        settings.put("text", Attribute.of("mean"));
        settings.put("tensor", Attribute.of(TensorValue.vector(1, 2)));
        settings.put("graph", new Attribute.OfGraph(inner()));
        settings.put("floats", new Attribute.OfFloats(List.of(1f, 2f)));
        settings.put("ints", Attribute.ints(3, 4));
        settings.put("strings", Attribute.strings(List.of("a", "b")));
        settings.put("tensors", new Attribute.OfTensors(List.of(TensorValue.vector(9))));
        settings.put("graphs", new Attribute.OfGraphs(List.of(inner())));
        return settings;
    }

    private static Graph manyKinds() {
        GraphBuilder builder = GraphBuilder.extending(linear().graph());
        builder.initializer("texts", TensorValue.of(List.of("ä", ""), 2));
        builder.initializer("doubles", TensorValue.of(new double[] {Math.PI}));
        builder.initializer(
                "bools",
                TensorValue.ofRaw(ElementType.BOOL, List.of(2L), Bytes.of(new byte[] {0, 1})));
        builder.initializer(
                "nibbles",
                TensorValue.ofRaw(ElementType.INT4, List.of(3L), Bytes.of(new byte[] {0x21, 3})));
        builder.initializer(
                "eighths",
                TensorValue.ofRaw(
                        ElementType.FLOAT8E5M2, List.of(2L), Bytes.of(new byte[] {0x3c, 0x40})));
        builder.initializer("empty", TensorValue.of(new float[0], 0, 3));
        builder.input("sequence", new ValueType.OfSequence(ValueType.unranked(ElementType.INT64)));
        builder.input(
                "map",
                new ValueType.OfMap(ElementType.STRING, ValueType.tensor(ElementType.FLOAT)));
        builder.input("maybe", new ValueType.OfOptional(ValueType.tensor(ElementType.UINT2, 5)));
        builder.input("sparse", new ValueType.OfSparseTensor(ElementType.FLOAT, Shape.of(4, 4)));
        builder.input("opaque", new ValueType.OfOpaque("org.example", "Handle"));
        builder.node("Custom", "com.example", List.of("x", "", "w"), 2, settings());
        ValueType row =
                ValueType.tensor(
                        ElementType.UINT8, new Shape.Ranked(List.of(new Dimension.Unknown())));
        return builder.valueInfo("inner", row).build();
    }

    private static Graph inner() {
        GraphBuilder builder = GraphBuilder.named("inner");
        builder.named("twice", "Add", List.of("x", "x"), Map.of()); // reads the outer graph
        return builder.output("twice", ValueType.unranked(ElementType.FLOAT)).build();
    }
}
