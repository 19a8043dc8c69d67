package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What follows for the outputs of one node (ONNX operator schemas, "type and shape inference"). */
final class NodeTypes {
    private static final Map<String, Consumer<NodeFacts>> RULES = new HashMap<>();

    static {
        ElementwiseTypes.register(RULES);
        ReductionTypes.register(RULES);
        MatrixTypes.register(RULES);
        LayoutTypes.register(RULES);
        ExtentTypes.register(RULES);
        WindowTypes.register(RULES);
        IndexTypes.register(RULES);
        SourceTypes.register(RULES);
        SequenceTypes.register(RULES);
        MlTypes.register(RULES);
    }

    private NodeTypes() {}

    static void infer(NodeFacts facts) {
        Node node = facts.node();
        Consumer<NodeFacts> rule = RULES.get(node.operator());
        if (rule != null && !node.outputs().isEmpty()) {
            rule.accept(facts);
        }
    }

    /** One rule for several operators. */
    static void all(
            Map<String, Consumer<NodeFacts>> rules, String operators, Consumer<NodeFacts> rule) {
        for (String operator : List.of(operators.split(" ", -1))) {
            rules.put(operator, rule);
        }
    }
}
