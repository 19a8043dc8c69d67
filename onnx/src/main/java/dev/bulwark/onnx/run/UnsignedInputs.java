package dev.bulwark.onnx.run;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine's Java interface makes no tensors of UINT16, UINT32 or UINT64. A model that takes them
 * is given the same bits as signed integers and casts them, which keeps the bits.
 */
final class UnsignedInputs {
    private static final Map<ElementType, ElementType> SIGNED =
            Map.of(
                    ElementType.UINT16, ElementType.INT16,
                    ElementType.UINT32, ElementType.INT32,
                    ElementType.UINT64, ElementType.INT64);

    private UnsignedInputs() {}

    /** Whether an input can only be fed through {@link #reinterpreted}. */
    static boolean isUnsigned(ValueInfo input) {
        return input.type() instanceof ValueType.OfTensor tensor
                && SIGNED.containsKey(tensor.elementType());
    }

    /** What the input is called in the model that {@link #reinterpreted} gives. */
    static String alias(String input) {
        return input + "/signed";
    }

    static Model reinterpreted(Model model) {
        Graph graph = model.graph();
        List<ValueInfo> inputs = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            if (isUnsigned(input)
                    && input.type() instanceof ValueType.OfTensor(var type, var shape)) {
                ElementType signed = SIGNED.getOrDefault(type, type);
                inputs.add(
                        new ValueInfo(alias(input.name()), new ValueType.OfTensor(signed, shape)));
                Map<String, Attribute> to = new LinkedHashMap<>();
                to.put("to", Attribute.of((long) type.code()));
                nodes.add(
                        new Node(
                                "Cast",
                                "",
                                "",
                                List.of(alias(input.name())),
                                List.of(input.name()),
                                to));
            } else {
                inputs.add(input);
            }
        }
        nodes.addAll(graph.nodes());
        return model.withGraph(graph.withInputs(inputs).withNodes(nodes));
    }
}
