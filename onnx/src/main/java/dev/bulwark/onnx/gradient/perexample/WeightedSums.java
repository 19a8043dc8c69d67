package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Weighted sums of the examples' gradients without a second backward pass: the gradients that
 * reached each use are scaled example by example, and its own gradient rule does the rest (Bu et
 * al. 2022, algorithm 1, "book-keeping").
 */
final class WeightedSums {
    private final Pen pen;
    private final Function<String, List<Long>> sizes;
    private final Map<String, List<String>> upstream = new LinkedHashMap<>();
    private final List<Node> surrogates = new ArrayList<>();

    WeightedSums(Pen pen, Function<String, List<Long>> sizes) {
        this.pen = pen;
        this.sizes = sizes;
    }

    /** Adds a share that is there, of {@code value}. */
    void add(String value, Share.Dense share, String weights) {
        String flat = share.weighted(pen, weights);
        long[] shape = sizes.apply(value).stream().mapToLong(Long::longValue).toArray();
        String sum = shape.length == 1 ? flat : pen.emit("Reshape", flat, pen.ints(shape));
        upstream.computeIfAbsent(value, v -> new ArrayList<>()).add(sum);
    }

    /** Adds a use by its own gradient rule. */
    void add(Use use, String weights) {
        String gradient = Gradients.nameOf(use.tap());
        String spread = pen.spread(weights, gradient, use.rank(), use.along());
        String scaled = pen.emit("Mul", gradient, spread);
        Map<String, String> renamed = new HashMap<>();
        String last = "";
        for (Node node : use.linear()) {
            List<String> outputs = new ArrayList<>();
            for (String output : node.outputs()) {
                String fresh = output.isEmpty() ? "" : pen.builder().fresh("Surrogate");
                renamed.put(output, fresh);
                outputs.add(fresh);
            }
            last = outputs.getFirst();
            surrogates.add(
                    new Node(
                            node.opType(),
                            node.domain(),
                            last,
                            node.inputs().stream()
                                    .map(input -> renamed.getOrDefault(input, input))
                                    .toList(),
                            outputs,
                            node.attributes()));
        }
        upstream.computeIfAbsent(last, v -> new ArrayList<>()).add(scaled);
    }

    /**
     * The model with the sums behind its outputs.
     *
     * @param outputs what it computes besides
     * @param ofParameters values that depend on parameters alone: gradients flow through them
     */
    Model pulledBack(
            Model model,
            List<ValueInfo> outputs,
            List<String> parameters,
            Set<String> ofParameters) {
        Map<String, String> sums = new LinkedHashMap<>();
        upstream.forEach((value, parts) -> sums.put(value, pen.sumOf(parts)));
        GraphBuilder builder = pen.builder();
        Graph graph = builder.build();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.addAll(surrogates);
        Set<String> held = new HashSet<>();
        graph.nodes().forEach(node -> held.addAll(node.outputs()));
        held.removeAll(ofParameters);
        return Gradients.pullBack(
                model.withGraph(graph.withNodes(nodes).withOutputs(outputs)),
                sums,
                parameters,
                held);
    }
}
