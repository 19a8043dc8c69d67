package dev.bulwark.onnx.optimise;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the loss of a batch and the gradients of the parameters, again and again, without
 * garbage on the way: parameters go in and gradients come out through buffers allocated once. Not
 * safe for use by several threads.
 */
public final class GradientSession implements AutoCloseable {
    private final Session session;
    private final GradientGraph graph;
    private final List<Slot> slots;
    private final Map<String, Tensor> targets = new LinkedHashMap<>();
    private final Map<String, float[]> gradients = new LinkedHashMap<>();
    private final List<String> others;

    /** A parameter's way in and its gradient's way out. */
    private record Slot(Parameter parameter, Tensor feed, Tensor target) {
        static Slot of(Parameter parameter) {
            return new Slot(
                    parameter,
                    Tensor.allocate(ElementType.FLOAT, parameter.shape()),
                    Tensor.allocate(ElementType.FLOAT, parameter.shape()));
        }
    }

    /**
     * Opens a session.
     *
     * @param graph takes every parameter as an input and has its gradient among its outputs
     * @param parameters live: each run reads their values as they are then
     */
    public GradientSession(GradientGraph graph, List<Parameter> parameters, EngineOptions engine) {
        this.graph = graph;
        this.slots = parameters.stream().map(Slot::of).toList();
        for (Slot slot : slots) {
            targets.put(graph.gradientOf(slot.parameter().name()), slot.target());
            gradients.put(slot.parameter().name(), new float[slot.parameter().values().length]);
        }
        this.others =
                graph.model().graph().outputs().stream()
                        .map(ValueInfo::name)
                        .filter(name -> !targets.containsKey(name))
                        .toList();
        this.session = Session.open(graph.model(), engine);
    }

    /**
     * Runs one batch; afterwards {@link #gradients} holds its gradients.
     *
     * @param batch features, labels and masks by input name
     * @return every output that is no gradient of a parameter, the loss among them
     * @throws dev.bulwark.kernel.BulwarkException {@code MODEL_RUN_FAILED} as {@link Session#run}
     */
    public Map<String, Tensor> run(Map<String, Tensor> batch) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch);
        for (Slot slot : slots) {
            slot.feed().set(slot.parameter().values());
            feeds.put(slot.parameter().name(), slot.feed());
        }
        Map<String, Tensor> results = session.run(feeds, others, targets);
        for (Slot slot : slots) {
            slot.target().readFloats(Steps.of(gradients, slot.parameter().name()));
        }
        return results;
    }

    /** The loss among the results of {@link #run}. */
    public float loss(Map<String, Tensor> results) {
        Tensor loss = results.get(graph.loss());
        if (loss == null) {
            throw new IllegalArgumentException("these are not the results of a run");
        }
        return loss.scalar();
    }

    /** Gradients of the last run by parameter name; the arrays are overwritten by the next. */
    public Map<String, float[]> gradients() {
        return Collections.unmodifiableMap(gradients);
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        session.close();
    }
}
