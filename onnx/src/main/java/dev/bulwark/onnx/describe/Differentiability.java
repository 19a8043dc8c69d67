package dev.bulwark.onnx.describe;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.function.Functions;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.GradientRules;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where gradients flow in a model, found by differentiating it: each real output by the inputs, and
 * by the real constants together.
 *
 * @param results one for each real output and each input, and for the constants of each output
 * @param withoutRule nodes between inputs and outputs whose operator has no gradient rule
 */
public record Differentiability(List<Result> results, List<Node> withoutRule) {
    /** Each is one differentiation; a model with more inputs times outputs says so. */
    private static final int MOST_RESULTS = 64;

    /** Constants found unconnected one by one, each at the cost of a differentiation. */
    private static final int MOST_ATTEMPTS = 32;

    /** What stands for all constants together. */
    public static final String PARAMETERS = "parameters";

    /**
     * One differentiation.
     *
     * @param output differentiated
     * @param by an input, or {@link #PARAMETERS}
     * @param flows whether there is a gradient
     * @param stops where part of the influence is lost by construction
     * @param reason why there is none; empty where there is one
     */
    public record Result(
            String output,
            String by,
            boolean flows,
            List<GradientGraph.Stop> stops,
            String reason) {
        public Result {
            stops = List.copyOf(stops);
        }
    }

    public Differentiability {
        results = List.copyOf(results);
        withoutRule = List.copyOf(withoutRule);
    }

    /** Differentiates a model. Cost: a reverse pass for each input and real output. */
    public static Differentiability of(Model given) {
        Model model = Functions.inlined(given);
        TypeInference types = TypeInference.of(model);
        Graph graph = model.graph();
        List<Result> results = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        graph.initializers()
                .forEach((name, value) -> {
                    if (value.elementType().isReal()) {
                        parameters.add(name);
                    }
                });
        for (ValueInfo output : graph.outputs()) {
            if (!isReal(types, output.name())) {
                continue;
            }
            for (String input : graph.requiredInputs()) {
                if (results.size() < MOST_RESULTS) {
                    results.add(attempt(model, output.name(), input, List.of(input)));
                }
            }
            List<String> moved = reaching(graph, output.name(), parameters);
            if (!moved.isEmpty() && results.size() < MOST_RESULTS) {
                results.add(attempt(model, output.name(), PARAMETERS, moved));
            }
        }
        return new Differentiability(results, withoutRule(graph, types, results));
    }

    private static boolean isReal(TypeInference types, String name) {
        return types.type(name).map(ValueType.OfTensor::elementType).stream()
                .anyMatch(element -> element.isReal());
    }

    /** Those of the constants that an output reads directly or through nodes. */
    private static List<String> reaching(Graph graph, String output, List<String> names) {
        Set<String> needed = new HashSet<>(Set.of(output));
        for (Node node : graph.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(Graphs.reads(node));
            }
        }
        return names.stream().filter(needed::contains).toList();
    }

    private static Result attempt(Model model, String output, String by, List<String> values) {
        List<String> left = new ArrayList<>(values);
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            try {
                GradientGraph gradients = Gradients.of(model, output, left);
                return new Result(output, by, true, gradients.stops(), "");
            } catch (BulwarkException e) {
                // A constant that only steers, such as a threshold, has no gradient: the rest may.
                boolean unconnected = e.code().equals("GRADIENT_UNCONNECTED");
                List<String> fewer =
                        left.stream().filter(name -> !e.what().contains("'" + name + "'")).toList();
                if (!unconnected || fewer.isEmpty() || fewer.size() == left.size()) {
                    return new Result(output, by, false, List.of(), e.what());
                }
                left.clear();
                left.addAll(fewer);
            }
        }
        return new Result(
                output,
                by,
                false,
                List.of(),
                "more than %d of them have no derivative".formatted(MOST_ATTEMPTS));
    }

    /** Nodes that make real values of real values, and have neither a rule nor end the flow. */
    private static List<Node> withoutRule(Graph graph, TypeInference types, List<Result> results) {
        Set<String> flat = new HashSet<>();
        for (Result result : results) {
            result.stops().forEach(stop -> flat.add(stop.operator()));
        }
        GradientRules rules = GradientRules.installed();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean real =
                    Graphs.reads(node).stream().anyMatch(name -> mayBeReal(types, name))
                            && node.outputs().stream().anyMatch(name -> mayBeReal(types, name));
            if (real
                    && rules.rule(node.domain(), node.opType()).isEmpty()
                    && !flat.contains(node.operator())) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static boolean mayBeReal(TypeInference types, String name) {
        return !name.isEmpty() && (types.type(name).isEmpty() || isReal(types, name));
    }

    /** Whether every input and the constants have a gradient of every real output. */
    public boolean isComplete() {
        return !results.isEmpty() && results.stream().allMatch(Result::flows);
    }

    /** Nodes at which influence is lost by construction, each once. */
    public Set<GradientGraph.Stop> stops() {
        Set<GradientGraph.Stop> stops = new LinkedHashSet<>();
        results.forEach(result -> stops.addAll(result.stops()));
        return Collections.unmodifiableSet(stops);
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        List<Json> shown = new ArrayList<>();
        for (Result result : results) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("output", result.output());
            entry.put("by", result.by());
            entry.put("flows", result.flows());
            entry.put("reason", result.reason());
            shown.add(Json.of(entry));
        }
        List<Json> ends = new ArrayList<>();
        for (GradientGraph.Stop stop : stops()) {
            ends.add(
                    Json.obj(
                            "node", stop.node(),
                            "operator", stop.operator(),
                            "value", stop.value()));
        }
        return Json.obj(
                "complete", isComplete(),
                "results", Json.arr(shown),
                "stops", Json.arr(ends),
                "operators_without_rule",
                        withoutRule.stream().map(Node::operator).distinct().toList());
    }
}
