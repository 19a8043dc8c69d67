package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns nodes that compute the same on every run into constants: {@code Constant}, arithmetic and
 * layout over constants, and shapes that are known. Subgraphs stay as they are.
 */
final class ConstantFolding {
    /** Elements of all folded constants of a graph: 32 MiB at most, whatever a file asks for. */
    static final long MOST_IN_ALL = 1 << 22;

    private final TypeInference inference;
    private final Map<String, TensorValue> constants;
    private final Map<String, TensorValue> initializers;
    private final AtomicLong left;

    private ConstantFolding(Model model, AtomicLong left) {
        this.left = left;
        this.inference = EnforcedTypes.of(model);
        this.initializers = new LinkedHashMap<>(model.graph().initializers());
        this.constants = new LinkedHashMap<>(initializers);
        // A fed value may replace the default: then it is no constant.
        model.graph().inputs().forEach(input -> constants.remove(input.name()));
    }

    /** Elements that may still be made are in {@code left}, and are taken from it. */
    static Model folded(Model model, AtomicLong left) {
        ConstantFolding folding = new ConstantFolding(model, left);
        List<Node> nodes = new ArrayList<>();
        for (Node node : model.graph().nodes()) {
            if (!folding.fold(node)) {
                nodes.add(node);
            }
        }
        Graph graph = model.graph().withNodes(nodes);
        return model.withGraph(graph.withInitializers(folding.initializers));
    }

    private boolean fold(Node node) {
        if (!node.domain().isEmpty() || node.outputs().size() != 1) {
            return false;
        }
        String output = node.outputs().getFirst();
        boolean stored = node.opType().equals("Constant");
        Optional<TensorValue> value =
                inference
                        .constant(output)
                        .filter(known -> stored || known.elements() <= Folding.MOST_ELEMENTS)
                        .or(() -> evaluated(node));
        if (value.isEmpty() || output.isEmpty()) {
            return false;
        }
        long elements = stored ? 0 : value.get().elements();
        if (elements > left.get()) {
            return false;
        }
        left.addAndGet(-elements);
        constants.put(output, value.get());
        initializers.put(output, value.get());
        return true;
    }

    private Optional<TensorValue> evaluated(Node node) {
        List<TensorValue> inputs = new ArrayList<>();
        for (String input : node.inputs()) {
            TensorValue value = constants.get(input);
            if (value == null) {
                return Optional.empty();
            }
            inputs.add(value);
        }
        return inputs.isEmpty() ? Optional.empty() : Folding.of(node, inputs);
    }
}
