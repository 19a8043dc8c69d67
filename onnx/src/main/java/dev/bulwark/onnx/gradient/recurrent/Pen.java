package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** Writes nodes: into the graph, or into the body of a Scan, which may read the graph's values. */
interface Pen {
    /** Adds a node and returns the name of its output. */
    String emit(String operator, List<String> inputs, Map<String, Attribute> attributes);

    /** Adds a node without settings. */
    default String emit(String operator, String... inputs) {
        return emit(operator, List.of(inputs), Map.of());
    }
}
