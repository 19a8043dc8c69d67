package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.perexample.axis.ExampleAxes;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One graph for losses, norms and weighted sums: the parts in order. */
final class Clipping {
    private static final String SQUARED_NORMS = "squared_norms";

    private final Model model;
    private final PerExampleRequest request;
    private final Tracing tracing;
    private final TypeInference types;
    private final ElementType real;

    Clipping(Model model, ExampleAxes axes, PerExampleRequest request) {
        this.model = model;
        this.request = request;
        this.types = TypeInference.of(model);
        this.real = real(model, request.losses());
        this.tracing = new Tracing(model, axes, request.parameters());
    }

    static ElementType real(Model model, String losses) {
        return TypeInference.of(model)
                .type(losses)
                .map(ValueType.OfTensor::elementType)
                .filter(type -> type == ElementType.FLOAT || type == ElementType.DOUBLE)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the losses '" + losses + "' must be FLOAT or DOUBLE"));
    }

    PerExampleGraph graph() {
        tracing.run(request.losses());
        Set<String> taps = new LinkedHashSet<>();
        tracing.uses().forEach(use -> taps.add(use.tap()));
        if (taps.isEmpty()) {
            throw unconnected(request.parameters().getFirst());
        }
        GradientGraph gradients =
                Gradients.of(
                        tracing.rewritten(),
                        request.losses(),
                        List.copyOf(taps),
                        List.copyOf(tracing.retained()));
        GraphBuilder builder = GraphBuilder.extending(gradients.model().graph());
        Pen pen = new Pen(builder, request.losses(), real);
        if (!(request.weighting() instanceof Weighting.NormsOnly)) {
            Weights.declareNorm(builder, request, real);
        }
        Map<String, List<Norms.Part>> parts = parts(pen);
        Map<String, String> norms = new LinkedHashMap<>();
        WeightedSums sums = new WeightedSums(pen, this::sizes);
        for (int i = 0; i < request.groups().size(); i++) {
            group(pen, i, parts, norms, sums);
        }
        return finished(gradients, pen, norms, sums);
    }

    /** Uses by parameter, each with its share. */
    private Map<String, List<Norms.Part>> parts(Pen pen) {
        Map<String, Node> producers = new HashMap<>();
        for (Node node : model.graph().nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
        }
        Set<String> parameters = Set.copyOf(request.parameters());
        Map<String, List<Norms.Part>> parts = new HashMap<>();
        Lift lift =
                new Lift(
                        pen,
                        parameters,
                        producers,
                        tracing.ofParameters(),
                        this::sizes,
                        types::constant);
        for (Use use : tracing.uses()) {
            Share share = use.form().of(pen, Gradients.nameOf(use.tap()));
            Optional<View> view = View.of(use.value(), parameters, producers);
            if (view.isPresent()) {
                Norms.Part part = new Norms.Part(use, share, view.get());
                parts.computeIfAbsent(view.get().parameter(), p -> new ArrayList<>()).add(part);
                continue;
            }
            for (Lift.Lifted own : lift.of(use.value(), share.dense(pen))) {
                View itself = new View(own.parameter(), List.of());
                Norms.Part part = new Norms.Part(use.of(own.parameter()), own.share(), itself);
                parts.computeIfAbsent(own.parameter(), p -> new ArrayList<>()).add(part);
            }
        }
        return parts;
    }

    private void group(
            Pen pen,
            int index,
            Map<String, List<Norms.Part>> parts,
            Map<String, String> norms,
            WeightedSums sums) {
        PerExampleRequest.Group group = request.groups().get(index);
        Map<String, Norms.Found> found = new LinkedHashMap<>();
        for (String parameter : group.parameters()) {
            List<Norms.Part> own = parts.get(parameter);
            if (own == null) {
                throw unconnected(parameter);
            }
            found.put(parameter, new Norms(pen, this::sizes).of(own));
        }
        String squared = pen.sumOf(found.values().stream().map(Norms.Found::squaredNorm).toList());
        norms.put(group.name(), squared);
        Optional<String> weights =
                switch (request.weighting()) {
                    case Weighting.NormsOnly() -> Optional.empty();
                    case Weighting.Given() -> Optional.empty();
                    case Weighting.Clipped() ->
                            Optional.of(Weights.clipped(pen, request, index, squared));
                    case Weighting.Normalised(double stability) ->
                            Optional.of(
                                    Weights.normalised(pen, request, index, squared, stability));
                };
        weights.ifPresent(own ->
                found.forEach((parameter, one) -> sum(sums, parts, parameter, one, own, pen)));
    }

    private static void sum(
            WeightedSums sums,
            Map<String, List<Norms.Part>> parts,
            String parameter,
            Norms.Found found,
            String weights,
            Pen pen) {
        if (found.whole().isPresent()) {
            sums.add(parameter, found.whole().get(), weights);
            return;
        }
        for (Norms.Part part : parts.getOrDefault(parameter, List.of())) {
            Share.Dense dense = found.dense().get(part.use());
            if (dense != null) {
                sums.add(part.use().value(), dense, weights);
            } else if (!part.use().linear().isEmpty()) {
                sums.add(part.use(), weights);
            } else {
                sums.add(part.use().value(), part.share().dense(pen), weights);
            }
        }
    }

    private PerExampleGraph finished(
            GradientGraph gradients, Pen pen, Map<String, String> norms, WeightedSums sums) {
        List<ValueInfo> outputs = new ArrayList<>(List.of(perExample(request.losses())));
        Map<String, String> named = new LinkedHashMap<>();
        String joint = named(pen, SQUARED_NORMS, pen.sumOf(List.copyOf(norms.values())));
        outputs.add(perExample(joint));
        norms.forEach((group, value) -> {
            String name =
                    norms.size() == 1 ? joint : named(pen, SQUARED_NORMS + "/" + group, value);
            named.put(group, name);
            if (norms.size() > 1) {
                outputs.add(perExample(name));
            }
        });
        Graph graph = pen.builder().build().withOutputs(outputs);
        boolean summed = !(request.weighting() instanceof Weighting.NormsOnly);
        Model result = gradients.model().withGraph(Graphs.withoutDeadParts(graph, false));
        Map<String, String> names = new LinkedHashMap<>();
        if (summed) {
            result =
                    sums.pulledBack(
                            gradients.model(),
                            outputs,
                            request.parameters(),
                            tracing.ofParameters());
            request.parameters().forEach(name -> names.put(name, Gradients.nameOf(name)));
        }
        return new PerExampleGraph(
                result,
                request.losses(),
                Optional.of(joint),
                named,
                names,
                summed ? Optional.of(PerExampleGraph.CLIPPING_NORM) : Optional.empty(),
                gradients.stops());
    }

    private static String named(Pen pen, String wanted, String value) {
        String name = pen.builder().exists(wanted) ? pen.builder().fresh(wanted) : wanted;
        return pen.builder().named(name, "Identity", List.of(value), Map.of());
    }

    private ValueInfo perExample(String name) {
        return new ValueInfo(name, ValueType.tensor(real, Shape.batched("batch")));
    }

    private List<Long> sizes(String value) {
        return types.type(value)
                .flatMap(type -> type.shape().fixed())
                .orElseThrow(() ->
                        new IllegalArgumentException("the shape of '" + value + "' is not known"));
    }

    private BulwarkException unconnected(String parameter) {
        return new BulwarkException(
                "GRADIENT_UNCONNECTED",
                "'%s' does not depend on '%s'".formatted(request.losses(), parameter),
                "leave the parameter out");
    }
}
