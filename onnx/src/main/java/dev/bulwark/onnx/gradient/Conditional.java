package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The derivative of an {@code If}: another one on the same condition, whose branches compute the
 * gradients of what the branches of the first read from around them. Only the branch taken is run;
 * what it computed on the way forward it computes again.
 */
final class Conditional {
    private static final List<String> BRANCHES = List.of("then_branch", "else_branch");

    private final ReverseMode outer;
    private final Node node;

    Conditional(ReverseMode outer, Node node) {
        this.outer = outer;
        this.node = node;
    }

    /**
     * @param wanted active values that the branches read
     */
    void differentiate(List<String> wanted) {
        Map<String, Attribute> branches = new LinkedHashMap<>();
        for (String branch : BRANCHES) {
            if (!(node.attributes().get(branch) instanceof Attribute.OfGraph(Graph graph))) {
                throw outer.noRule(node);
            }
            branches.put(branch, new Attribute.OfGraph(gradient(graph, wanted)));
        }
        List<String> gradients =
                outer.builder().node("If", "", node.inputs(), wanted.size(), branches);
        for (int i = 0; i < gradients.size(); i++) {
            outer.contribute(wanted.get(i), gradients.get(i));
        }
    }

    private Graph gradient(Graph branch, List<String> wanted) {
        String stem = outer.builder().fresh("branch") + "/";
        Set<String> around = new HashSet<>(Graphs.reads(node));
        Graph own = new Renaming(name -> around.contains(name) ? name : stem + name).of(branch);
        Map<String, String> upstream = upstream(own);
        around.addAll(upstream.values());
        Graph inner = closed(own, around);
        List<String> reached = new ArrayList<>(wanted);
        reached.removeIf(value -> !outer.connects(inner, value, upstream.keySet()));
        Graph pulled = reached.isEmpty() ? inner : outer.pullBack(inner, upstream, reached);
        Graph open = withZeros(pulled, wanted, reached).withInputs(List.of());
        Graph lean = Graphs.withoutDeadParts(open, false);
        String back = outer.builder().fresh("branch") + "/";
        return new Renaming(
                        name -> around.contains(name) || name.startsWith(stem) ? name : back + name)
                .of(lean);
    }

    /** The gradients of the node's outputs, by the name that a branch gives to the output. */
    private Map<String, String> upstream(Graph branch) {
        Map<String, String> upstream = new LinkedHashMap<>();
        for (int i = 0; i < branch.outputs().size(); i++) {
            String made = branch.outputs().get(i).name();
            node.output(i)
                    .flatMap(outer::gradient)
                    .ifPresent(gradient -> upstream.put(made, gradient));
        }
        return upstream;
    }

    /** The branch with everything it reads from around it as inputs. */
    private Graph closed(Graph branch, Set<String> around) {
        List<ValueInfo> inputs = new ArrayList<>();
        around.stream()
                .sorted()
                .filter(name -> !name.isEmpty())
                .forEach(name ->
                        inputs.add(
                                new ValueInfo(
                                        name,
                                        outer.type(name)
                                                .<ValueType>map(type -> type)
                                                .orElseGet(ValueType.Unspecified::new))));
        return branch.withInputs(inputs);
    }

    /** Zeros where the branch does not depend on a value; the gradients as the only outputs. */
    private Graph withZeros(Graph graph, List<String> wanted, List<String> reached) {
        GraphBuilder builder = GraphBuilder.extending(graph);
        List<ValueInfo> outputs = new ArrayList<>();
        for (String value : wanted) {
            String gradient = Gradients.nameOf(value);
            ValueType.OfTensor type = outer.type(value).orElseThrow(() -> outer.noRule(node));
            if (!reached.contains(value)) {
                TensorValue zero = Scalars.of(0, type.elementType());
                String shape = builder.node("Shape", value);
                builder.named(gradient, "Expand", List.of(builder.constant(zero), shape), Map.of());
            }
            outputs.add(new ValueInfo(gradient, type));
        }
        return builder.build().withOutputs(outputs);
    }
}
