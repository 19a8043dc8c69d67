package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.TopologicalOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes models smaller without changing a bit of what they compute.
 *
 * <p><b>Guarantees</b>: inputs and outputs keep their names and order; every output is, to the bit,
 * what the engine computes without optimising the graph; no constant of more than {@value
 * Folding#MOST_ELEMENTS} elements is made.
 *
 * <p><b>Does not guarantee</b> anything of a model that the engine refuses, such as one that
 * squeezes an axis it does not have: simplified, it may become one that runs.
 */
public final class Rewrites {
    /** A branch may hold branches, and each level takes a round. */
    private static final int MOST_ROUNDS = 16;

    private Rewrites() {}

    /**
     * The model with its nodes in topological order; see {@link TopologicalOrder}.
     *
     * @throws dev.bulwark.kernel.BulwarkException {@code MODEL_INVALID} for a cycle
     */
    public static Model sorted(Model model) {
        return TopologicalOrder.of(model);
    }

    /**
     * The model with constants computed, branches that are always taken in place of their choice,
     * nodes that change nothing left out, and nothing that no output depends on. Inner values may
     * go, or take an output's name. Models before set {@link Opsets#OLDEST} come back as they are.
     * Cost: a few passes over the nodes.
     */
    public static Model simplified(Model model) {
        if (model.opset() < Opsets.OLDEST) {
            return model;
        }
        AtomicLong left = new AtomicLong(ConstantFolding.MOST_IN_ALL);
        Model current = model;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Model folded = ConstantFolding.folded(current, left);
            Model chosen = folded.withGraph(ChosenBranches.inlined(folded.graph()));
            Model shorter = NeutralNodes.removed(chosen);
            Model next = shorter.withGraph(withoutDeadParts(shorter.graph()));
            if (next.graph().nodes().equals(current.graph().nodes())) {
                return next;
            }
            current = next;
        }
        return current;
    }

    /** An input with a default that nobody reads goes with its default, not to be fed then. */
    private static Graph withoutDeadParts(Graph graph) {
        Graph live = Graphs.withoutDeadParts(graph, true);
        return live.withInputs(
                live.inputs().stream()
                        .filter(input ->
                                live.initializers().containsKey(input.name())
                                        || !graph.initializers().containsKey(input.name()))
                        .toList());
    }
}
