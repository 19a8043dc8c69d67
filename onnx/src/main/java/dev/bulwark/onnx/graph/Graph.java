package dev.bulwark.onnx.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A computation graph.
 *
 * @param name for people
 * @param nodes in topological order: each reads only what came before
 * @param inputs values fed at run time, in order; one that is also an initializer has a default
 * @param outputs values the graph is run for, in order
 * @param initializers constants by name, weights above all, in file order
 * @param valueInfos declared types of inner values
 * @param sparseInitializers constants most of whose elements are zero, by name, in file order
 * @param annotations what is said about it beside what it computes
 */
public record Graph(
        String name,
        List<Node> nodes,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs,
        Map<String, TensorValue> initializers,
        List<ValueInfo> valueInfos,
        Map<String, SparseTensor> sparseInitializers,
        Annotations annotations) {
    public Graph {
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        valueInfos = List.copyOf(valueInfos);
        sparseInitializers = Collections.unmodifiableMap(new LinkedHashMap<>(sparseInitializers));
    }

    /** A graph of dense constants that nothing is said about. */
    public Graph(
            String name,
            List<Node> nodes,
            List<ValueInfo> inputs,
            List<ValueInfo> outputs,
            Map<String, TensorValue> initializers,
            List<ValueInfo> valueInfos) {
        this(name, nodes, inputs, outputs, initializers, valueInfos, Map.of(), Annotations.NONE);
    }

    /** Names of the inputs that have no default and must be fed. */
    public List<String> requiredInputs() {
        return inputs.stream()
                .map(ValueInfo::name)
                .filter(input -> !initializers.containsKey(input))
                .filter(input -> !sparseInitializers.containsKey(input))
                .toList();
    }

    /** The same graph with other nodes. */
    public Graph withNodes(List<Node> newNodes) {
        return new Graph(
                name,
                newNodes,
                inputs,
                outputs,
                initializers,
                valueInfos,
                sparseInitializers,
                annotations);
    }

    /** The same graph with other inputs. */
    public Graph withInputs(List<ValueInfo> newInputs) {
        return new Graph(
                name,
                nodes,
                newInputs,
                outputs,
                initializers,
                valueInfos,
                sparseInitializers,
                annotations);
    }

    /** The same graph with other outputs. */
    public Graph withOutputs(List<ValueInfo> newOutputs) {
        return new Graph(
                name,
                nodes,
                inputs,
                newOutputs,
                initializers,
                valueInfos,
                sparseInitializers,
                annotations);
    }

    /** The same graph with other constants. */
    public Graph withInitializers(Map<String, TensorValue> newInitializers) {
        return new Graph(
                name,
                nodes,
                inputs,
                outputs,
                newInitializers,
                valueInfos,
                sparseInitializers,
                annotations);
    }
}
