package dev.bulwark.verification.bench;

import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.optimise.GradientSession;
import dev.bulwark.onnx.optimise.Parameter;
import dev.bulwark.onnx.optimise.Sgd;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Our library, through its public interface. */
final class OnnxContender implements Contender {
    private static final String PICTURE = "picture";
    private static final float STEP = 2;

    private final int batch;
    private final Session forward;
    private final Session attack;
    private final GradientSession training;
    private final Sgd sgd;
    private final GradientGraph attackGraph;
    private final Tensor pictures;
    private final Tensor gradient;
    private final Tensor rows;
    private final Tensor labels;
    private final String labelsInput;
    private final String forwardLoss;
    private final float[] attacked;
    private final float[] slope;

    OnnxContender(Network network, Mnist mnist, int batch, int threads) {
        this.batch = batch;
        EngineOptions engine = EngineOptions.deterministic().withThreads(threads);
        List<Parameter> parameters = network.parameters();
        Losses.LossGraph loss =
                Losses.crossEntropyFromLogits(
                        network.inference(parameters, network.buffers()),
                        TrainingGraph.LOGITS,
                        TrainingGraph.LABELS,
                        Losses.Reduction.MEAN);
        this.labelsInput = loss.labels();
        this.forwardLoss = loss.loss();
        this.forward = Session.open(loss.model(), engine);
        this.attackGraph = Gradients.of(loss.model(), loss.loss(), List.of(PICTURE));
        this.attack = Session.open(attackGraph.model(), engine);
        this.training =
                new GradientSession(
                        network.training(Network.Rows.PREPARED).gradients(), parameters, engine);
        this.sgd = new Sgd(parameters, 0, 0);
        int side = Mnist.SIDE;
        this.pictures = Tensor.allocate(ElementType.FLOAT, batch, 1, side, side);
        this.gradient = Tensor.allocate(ElementType.FLOAT, batch, 1, side, side);
        this.rows = Tensor.allocate(ElementType.FLOAT, batch, (long) side * side);
        pictures.set(mnist.pixels());
        float[] scaled = mnist.pixels().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= 255;
        }
        rows.set(scaled);
        this.labels = Tensor.labels(mnist.labels());
        this.attacked = mnist.pixels().clone();
        this.slope = new float[attacked.length];
    }

    /** The models it runs, for a look with the engine's profiler. */
    Map<String, Model> models(Network network) {
        return Map.of(
                "attack",
                attackGraph.model(),
                "training",
                network.training(Network.Rows.PREPARED).gradients().model());
    }

    @Override
    public String name() {
        return "bulwark";
    }

    @Override
    public float run(Work work) {
        return switch (work) {
            case FORWARD ->
                    forward.compute(Map.of(PICTURE, pictures, labelsInput, labels), forwardLoss)
                            .scalar();
            case INPUT_GRADIENT -> attack();
            case TRAINING_STEP -> {
                float loss =
                        training.loss(
                                training.run(
                                        Map.of(
                                                TrainingGraph.FEATURES,
                                                rows,
                                                TrainingGraph.LABELS,
                                                labels)));
                sgd.step(CnnBenchmark.RATE, training.gradients());
                yield loss;
            }
        };
    }

    private float attack() {
        Map<String, Tensor> results =
                attack.run(
                        Map.of(PICTURE, pictures, labelsInput, labels),
                        List.of(attackGraph.loss()),
                        Map.of(attackGraph.gradientOf(PICTURE), gradient));
        gradient.readFloats(slope);
        for (int i = 0; i < slope.length; i++) {
            attacked[i] = Math.clamp(attacked[i] + STEP * Math.signum(slope[i]), 0f, 255f);
        }
        return Objects.requireNonNull(results.get(attackGraph.loss())).scalar();
    }

    @Override
    public void close() {
        forward.close();
        attack.close();
        training.close();
    }

    @Override
    public String toString() {
        return name() + ", batch " + batch;
    }
}
