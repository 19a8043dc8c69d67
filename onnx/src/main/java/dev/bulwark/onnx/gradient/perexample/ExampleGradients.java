package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.perexample.axis.ExampleAxes;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Per-example gradients: norms, and sums in which each example counts with its own weight.
 *
 * <p><b>Guarantees</b> that each norm is that of the gradient of one example's loss alone, and that
 * each sum is the weighted sum of exactly these gradients, up to rounding; a graph in which
 * examples influence each other, or may, is refused.
 *
 * <p><b>Does not guarantee</b> anything beyond single precision: a clipped gradient may exceed the
 * clipping norm by the rounding of its norm. Adding noise and accounting for it is the caller's.
 *
 * <p>One forward and one backward pass give the gradients of the outputs of all layers that have
 * parameters; from these and the layers' inputs come the norms and, scaled, the sums. Memory beyond
 * that of an ordinary gradient: for each layer the smaller of its Gram matrices ({@code 2 n t²} for
 * {@code t} steps or places) and its per-example gradients ({@code n p q}).
 *
 * @see <a href="https://arxiv.org/abs/1510.01799">Goodfellow 2015: norms of dense layers</a>
 * @see <a href="https://arxiv.org/abs/1607.00133">Abadi et al. 2016: clipping</a>
 * @see <a href="https://arxiv.org/abs/2110.05679">Li et al. 2021: norms of sequences</a>
 * @see <a href="https://arxiv.org/abs/2210.00038">Bu et al. 2022: one backward pass</a>
 */
public final class ExampleGradients {
    private ExampleGradients() {}

    /**
     * Builds the graph.
     *
     * @param model a graph with the loss of each example, of any operator set that gradients read
     * @throws BulwarkException {@code GRADIENT_MIXES_EXAMPLES} if a loss depends on several
     *     examples, or that cannot be told, naming the node; {@code GRADIENT_UNSUPPORTED} where a
     *     parameter meets the examples in an operator without an {@link ExampleRule}; and as {@link
     *     Gradients#of(Model, String, List)}
     * @throws IllegalArgumentException if a name is no value of the graph, a parameter has no fixed
     *     real shape, or the name of the control input is taken
     */
    public static PerExampleGraph of(Model model, PerExampleRequest request) {
        Model fed = parametersFed(Opsets.current(model), request.parameters());
        Set<String> shared = new HashSet<>(request.shared());
        shared.addAll(request.parameters());
        ExampleAxes axes = ExampleAxes.of(fed, shared);
        requireApart(axes.of(request.losses()), request.losses());
        return request.weighting() instanceof Weighting.Given
                ? given(fed, request)
                : new Clipping(fed, axes, request).graph();
    }

    private static void requireApart(Examples losses, String name) {
        String why =
                switch (losses) {
                    case Examples.Along along when along.equals(Examples.along(0)) -> "";
                    case Examples.Along __ -> "'" + name + "' holds several losses of an example";
                    case Examples.None __ -> "'" + name + "' does not depend on the examples";
                    case Examples.Lengths __ -> "'" + name + "' depends on their number alone";
                    case Examples.Mixed(String reason) -> reason;
                };
        if (!why.isEmpty()) {
            throw new BulwarkException(
                    "GRADIENT_MIXES_EXAMPLES",
                    "there is no gradient of a single example's loss: " + why,
                    "reduce the loss to one value an example (Losses.Reduction.NONE), and replace"
                            + " what couples examples: batch normalisation by running statistics"
                            + " or by group normalisation");
        }
    }

    private static Model parametersFed(Model model, List<String> parameters) {
        Graph graph = model.graph();
        Set<String> inputs = new HashSet<>();
        graph.inputs().forEach(input -> inputs.add(input.name()));
        List<String> constants =
                parameters.stream()
                        .filter(name ->
                                graph.initializers().containsKey(name) || !inputs.contains(name))
                        .toList();
        Graph fed = Graphs.initializersAsInputs(graph, constants);
        TypeInference types = TypeInference.of(model.withGraph(fed));
        for (String parameter : parameters) {
            boolean usable =
                    types.type(parameter)
                            .filter(type -> type.elementType().isReal())
                            .flatMap(type -> type.shape().fixed())
                            .isPresent();
            if (!usable) {
                throw new IllegalArgumentException(
                        "parameter '%s' must be of a real type and a fixed shape, but is %s"
                                .formatted(parameter, types.type(parameter)));
            }
        }
        return model.withGraph(fed);
    }

    /** Weights that are known beforehand weigh the losses. */
    private static PerExampleGraph given(Model model, PerExampleRequest request) {
        String losses = request.losses();
        ElementType real = Clipping.real(model, losses);
        GraphBuilder first = GraphBuilder.extending(model.graph());
        Weights.declareGiven(first, request, real);
        ValueInfo output = new ValueInfo(losses, ValueType.tensor(real, Shape.batched("batch")));
        Model at = model.withGraph(first.build().withOutputs(List.of(output)));
        Map<String, String> sums = new LinkedHashMap<>();
        for (int i = 0; i < request.groups().size(); i++) {
            List<String> parameters = request.groups().get(i).parameters();
            GraphBuilder builder = GraphBuilder.extending(at.graph());
            String weights = Weights.given(new Pen(builder, losses, real), request, i);
            Model weighted = at.withGraph(builder.build());
            at = Gradients.pullBack(weighted, Map.of(losses, weights), parameters, Set.of());
            parameters.forEach(name -> sums.put(name, Gradients.nameOf(name)));
        }
        return new PerExampleGraph(
                at,
                losses,
                Optional.empty(),
                Map.of(),
                sums,
                Optional.of(PerExampleGraph.EXAMPLE_WEIGHTS),
                List.of());
    }
}
