package dev.bulwark.onnx.function;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Checker;
import dev.bulwark.onnx.graph.Function;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces calls of a model's own functions by the functions' nodes (ONNX IR, "Functions").
 *
 * <p><b>Guarantees</b>: the model computes what it did; names of its own values stay; the size of
 * the result is known, and refused where too large, before a node is made.
 */
public final class Functions {
    /** Most nodes the result may have: as many as may be read from a file. */
    static final long MOST_NODES = 1_000_000;

    /** Most bytes of constants in the result's nodes, each counted wherever it stands. */
    static final long MOST_CONSTANT_BYTES = 1L << 30;

    private Functions() {}

    /**
     * The model with no functions left; the model itself where it has none. Types declared inside a
     * function are left out: they follow from its operands. Cost: one pass over the result.
     *
     * @throws BulwarkException {@code MODEL_INVALID} if the model is not well formed; {@code
     *     MODEL_TOO_LARGE} if the result would pass a million nodes or 1 GiB of constants; {@code
     *     MODEL_UNSUPPORTED} if a function is written for another version of an operator set than
     *     the model, or an attribute passes a subgraph
     */
    public static Model inlined(Model model) {
        if (model.functions().isEmpty()) {
            return model;
        }
        Checker.check(model);
        Map<Function.Id, Function> functions = new HashMap<>();
        model.functions().forEach(function -> functions.put(function.id(), function));
        Growth growth = new Growth(functions);
        if (growth.nodes(model.graph().nodes()) > MOST_NODES) {
            throw tooLarge("more than " + MOST_NODES + " nodes");
        }
        Graph graph = new Inlining(functions, model.graph()).graph();
        if (Growth.constantBytes(graph.nodes()) > MOST_CONSTANT_BYTES) {
            throw tooLarge("more than " + MOST_CONSTANT_BYTES + " bytes of constants");
        }
        return model.withFunctions(List.of())
                .withGraph(graph)
                .withOpsets(opsets(model, growth.reached()));
    }

    private static Map<String, Long> opsets(Model model, Map<Function.Id, Function> reached) {
        Map<String, Long> opsets = new LinkedHashMap<>(model.opsets());
        for (Function function : reached.values()) {
            for (String domain : Growth.domains(function.nodes(), reached)) {
                long version = function.opsets().getOrDefault(domain, 0L);
                Long other = opsets.putIfAbsent(domain, version);
                if (other != null && other != version) {
                    throw new BulwarkException(
                            "MODEL_UNSUPPORTED",
                            "%s is for version %d of operator set '%s', the model for %d"
                                    .formatted(function.id().describe(), version, domain, other),
                            "export model and functions for one version");
                }
            }
        }
        return opsets;
    }

    private static BulwarkException tooLarge(String than) {
        return new BulwarkException(
                "MODEL_TOO_LARGE",
                "the model would have " + than + " once the calls of its functions are replaced",
                "export it with fewer or smaller functions");
    }
}
