package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.robustness.threat.PerturbationSpace;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gradients of a loss with respect to the movable values, by the gradient graph of the model. */
final class InputGradients implements AutoCloseable {
    private static final String LOGITS = "logits";
    private static final String LABELS = "attack.labels";
    private static final String TARGETS = "attack.targets";

    private final PerturbationSpace space;
    private final Session session;
    private final GradientGraph graph;
    private final Set<String> inputs;

    private InputGradients(PerturbationSpace space, Session session, GradientGraph graph) {
        this.space = space;
        this.session = session;
        this.graph = graph;
        this.inputs = session.inputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
    }

    /**
     * Differentiates a model.
     *
     * @throws BulwarkException if an operator on the way has no gradient
     */
    static InputGradients open(Bytes onnx, PerturbationSpace space, AttackLoss loss) {
        Model model = OnnxReader.read(onnx);
        Losses.LossGraph withLoss = loss.appendTo(model, LOGITS, LABELS, TARGETS);
        GradientGraph graph =
                Gradients.of(
                        withLoss.model(), withLoss.loss(), space.slopingColumns(), List.of(LOGITS));
        return new InputGradients(
                space, Session.open(graph.model(), EngineOptions.deterministic()), graph);
    }

    /** Why a model has no gradients, or empty if it has. */
    static Optional<BulwarkException> obstacle(Bytes onnx, PerturbationSpace space) {
        try (InputGradients _ = open(onnx, space, AttackLoss.CROSS_ENTROPY)) {
            return Optional.empty();
        } catch (BulwarkException e) {
            return Optional.of(e);
        }
    }

    /**
     * The gradient at points, in their own shape, and the logits there.
     *
     * @param frozen feeds of the batch, those of movable columns replaced by {@code points}
     * @param truth the true class of each row
     * @param targets the class to reach for each row, if the loss looks at one
     * @param points shape {@code [rows, width]}, flat
     */
    Slope at(Map<String, Tensor> frozen, int[] truth, int[] targets, float[] points) {
        Map<String, Tensor> feeds = new HashMap<>(frozen);
        feeds.putAll(space.feeds(points));
        feeds.put(LABELS, Tensor.labels(truth));
        feeds.put(TARGETS, Tensor.labels(targets));
        feeds.keySet().retainAll(inputs);
        List<String> wanted = new ArrayList<>(graph.gradients().values());
        wanted.add(LOGITS);
        Map<String, Tensor> results = session.run(feeds, wanted);
        Map<String, float[]> byColumn = new HashMap<>();
        graph.gradients()
                .forEach((column, output) -> byColumn.put(column, floats(results, output)));
        return new Slope(space.gather(byColumn, truth.length), floats(results, LOGITS));
    }

    private static float[] floats(Map<String, Tensor> results, String output) {
        Tensor tensor = results.get(output);
        if (tensor == null) {
            throw new IllegalStateException("the gradient graph gave no '" + output + "'");
        }
        return tensor.floats();
    }

    @Override
    public void close() {
        session.close();
    }
}
