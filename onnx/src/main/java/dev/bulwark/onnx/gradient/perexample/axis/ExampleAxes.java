package dev.bulwark.onnx.gradient.perexample.axis;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where the examples lie in every value of a graph: one pass forward over the nodes.
 *
 * <p><b>Guarantees</b> that an element said to belong to an example does not depend on another. An
 * operator without a rule, a shape that is not known, a subgraph that reads examples: {@link
 * Examples.Mixed}.
 *
 * <p><b>Does not guarantee</b> that every graph that keeps its examples apart is recognised.
 */
public final class ExampleAxes {
    private final Map<String, Examples> examples = new HashMap<>();
    private final Probes probes;

    private ExampleAxes(Probes probes) {
        this.probes = probes;
    }

    /**
     * Examples lie along axis 0 of every input that has an axis.
     *
     * @param shared inputs that all examples share, such as parameters fed at run time
     */
    public static ExampleAxes of(Model model, Set<String> shared) {
        Graph graph = model.graph();
        ExampleAxes axes = new ExampleAxes(new Probes(model, shared));
        graph.initializers().keySet().forEach(name -> axes.put(name, new Examples.None()));
        for (ValueInfo input : graph.inputs()) {
            axes.put(input.name(), ofInput(input, shared, axes.probes));
        }
        for (Node node : graph.nodes()) {
            axes.follow(node);
        }
        return axes;
    }

    private static Examples ofInput(ValueInfo input, Set<String> shared, Probes probes) {
        OptionalInt rank = probes.rank(input.name());
        if (shared.contains(input.name()) || (rank.isPresent() && rank.getAsInt() == 0)) {
            return new Examples.None();
        }
        return rank.isPresent() && input.type() instanceof ValueType.OfTensor
                ? Examples.along(0)
                : new Examples.Mixed(
                        "the number of axes of input '" + input.name() + "' is not declared");
    }

    /** Examples of one value of the graph. */
    public Examples of(String value) {
        return examples.getOrDefault(
                value, new Examples.Mixed("'" + value + "' is made by no node of the graph"));
    }

    private void put(String value, Examples found) {
        if (!value.isEmpty()) {
            examples.put(value, found);
        }
    }

    private void follow(Node node) {
        AxisNode reading = new AxisNode(node, probes, this);
        for (int output = 0; output < node.outputs().size(); output++) {
            String value = node.outputs().get(output);
            put(
                    value,
                    !value.isEmpty() && probes.constant(value).isPresent()
                            ? new Examples.None()
                            : examples(reading, output));
        }
    }

    private Examples examples(AxisNode reading, int output) {
        Node node = reading.node();
        boolean along = false;
        boolean lengths = false;
        for (String read : Graphs.reads(node)) {
            switch (of(read)) {
                case Examples.None() -> {}
                case Examples.Lengths() -> lengths = true;
                case Examples.Along __ -> along = true;
                case Examples.Mixed mixed -> {
                    return Lengthwise.isShape(node) ? new Examples.Lengths() : mixed;
                }
            }
        }
        if (along) {
            return hasSubgraph(node)
                    ? reading.mixed("reads examples inside a subgraph, which is not followed")
                    : ofOperator(reading, output);
        }
        return lengths ? Lengthwise.fromLengths(reading, output) : new Examples.None();
    }

    private static boolean hasSubgraph(Node node) {
        return node.attributes().values().stream()
                .anyMatch(a -> a instanceof Attribute.OfGraph || a instanceof Attribute.OfGraphs);
    }

    private static Examples ofOperator(AxisNode reading, int output) {
        Node node = reading.node();
        if (Lengthwise.isShape(node)) {
            return new Examples.Lengths();
        }
        Optional<AxisRule> rule = AxisRules.of(node);
        if (rule.isEmpty()) {
            return reading.mixed("is an operator for which it is not known whether it mixes them");
        }
        List<String> inputs = node.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            if (reading.in(i) instanceof Examples.Lengths && !Lengthwise.isLength(node, i)) {
                return reading.mixed("computes with the number of examples");
            }
        }
        return rule.get().examples(reading, output);
    }
}
