package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a graph's values from what the engine enforces alone: fixed lengths of inputs,
 * and constants. A declared inner shape is a remark, and two inputs' lengths of one name may differ
 * at run time, so a pass must not build on them.
 */
final class EnforcedTypes {
    private EnforcedTypes() {}

    static TypeInference of(Model model) {
        Graph graph = model.graph();
        return TypeInference.of(
                model.withGraph(
                        new Graph(
                                graph.name(),
                                graph.nodes(),
                                graph.inputs().stream().map(EnforcedTypes::apart).toList(),
                                List.of(),
                                graph.initializers(),
                                List.of())));
    }

    /** The input with names of lengths that no other has. */
    private static ValueInfo apart(ValueInfo input) {
        if (!(input.type()
                instanceof
                ValueType.OfTensor(var element, Shape.Ranked(List<Dimension> dimensions)))) {
            return input;
        }
        List<Dimension> own = new ArrayList<>();
        for (Dimension dimension : dimensions) {
            own.add(
                    dimension instanceof Dimension.Fixed
                            ? dimension
                            : Dimension.of(input.name() + "/" + own.size()));
        }
        return new ValueInfo(input.name(), new ValueType.OfTensor(element, new Shape.Ranked(own)));
    }
}
