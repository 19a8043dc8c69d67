package dev.bulwark.onnx.optimise;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes the loss of a batch and the gradients of the parameters, again and again, without
 * garbage on the way: the engine reads the parameters and writes their gradients where they are.
 * Not safe for use by several threads.
 */
public final class GradientSession implements AutoCloseable {
    private final Session session;
    private final GradientGraph graph;
    private final ParameterVector values;
    private final ParameterVector gradients;
    private final Optional<List<Parameter>> copied;
    private final Map<String, Tensor> targets = new LinkedHashMap<>();
    private final Map<String, float[]> arrays = new LinkedHashMap<>();
    private final List<String> others;

    /**
     * Opens a session whose parameters the engine reads in place.
     *
     * @param graph takes every parameter as an input and has its gradient among its outputs
     * @param parameters live: each run reads their values as they are then; closed by the caller,
     *     after the session
     */
    public GradientSession(GradientGraph graph, ParameterVector parameters, EngineOptions engine) {
        this(graph, parameters, Optional.empty(), engine);
    }

    /**
     * Opens a session for parameters on the heap, which every run copies.
     *
     * @param parameters live: each run reads their values as they are then
     */
    public GradientSession(GradientGraph graph, List<Parameter> parameters, EngineOptions engine) {
        this(graph, ParameterVector.of(parameters), Optional.of(parameters), engine);
    }

    private GradientSession(
            GradientGraph graph,
            ParameterVector values,
            Optional<List<Parameter>> copied,
            EngineOptions engine) {
        this.graph = graph;
        this.values = values;
        this.copied = copied;
        this.gradients = values.zeros();
        try {
            for (String name : values.names()) {
                targets.put(graph.gradientOf(name), gradients.tensor(name));
            }
            this.others =
                    graph.model().graph().outputs().stream()
                            .map(ValueInfo::name)
                            .filter(name -> !targets.containsKey(name))
                            .toList();
            this.session = Session.open(graph.model(), engine);
        } catch (RuntimeException e) {
            closeVectors();
            throw e;
        }
    }

    /**
     * Runs one batch; afterwards {@link #gradientVector} holds its gradients.
     *
     * @param batch features, labels and masks by input name
     * @return every output that is no gradient of a parameter, the loss among them
     * @throws dev.bulwark.kernel.BulwarkException {@code MODEL_RUN_FAILED} as {@link Session#run}
     */
    public Map<String, Tensor> run(Map<String, Tensor> batch) {
        copied.ifPresent(values::set);
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch);
        for (String name : values.names()) {
            feeds.put(name, values.tensor(name));
        }
        return session.run(feeds, others, targets);
    }

    /** The loss among the results of {@link #run}. */
    public float loss(Map<String, Tensor> results) {
        Tensor loss = results.get(graph.loss());
        if (loss == null) {
            throw new IllegalArgumentException("these are not the results of a run");
        }
        return loss.scalar();
    }

    /** Gradients of the last run, where the engine wrote them; the next run overwrites them. */
    public ParameterVector gradientVector() {
        return gradients;
    }

    /** The same on the heap, by parameter name; the next call overwrites the arrays. */
    public Map<String, float[]> gradients() {
        for (String name : gradients.names()) {
            Tensor gradient = gradients.tensor(name);
            gradient.readFloats(arrays.computeIfAbsent(name, _ -> new float[gradient.size()]));
        }
        return Collections.unmodifiableMap(arrays);
    }

    private void closeVectors() {
        gradients.close();
        if (copied.isPresent()) {
            values.close();
        }
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        session.close();
        closeVectors();
    }
}
