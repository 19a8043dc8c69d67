package dev.bulwark.training.fit;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.build.Architecture;

/**
 * What is fitted, and how.
 *
 * @param architecture of the network
 * @param dropout part of each layer left out while training, in [0, 1), where the architecture has
 *     dropout
 * @param weightDecay decoupled weight decay, in [0, 1]
 * @param optimiser the update rule
 * @param learningRate step length, {@code > 0}
 * @param batch rows in a step, {@code >= 1}
 * @param epochs passes over the training rows at most, {@code >= 1}
 * @param patience epochs without a better validation loss before training ends, {@code >= 1}
 * @param technique what is done beside; mixing examples asks for rows of numbers, not of codes
 */
public record FitSettings(
        Architecture architecture,
        double dropout,
        double weightDecay,
        OptimiserKind optimiser,
        double learningRate,
        int batch,
        int epochs,
        int patience,
        Technique technique) {

    /** The update rules. */
    public enum OptimiserKind {
        /** Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2). */
        ADAM,
        /** Gradient descent with momentum 0.9. */
        SGD,
        /** The same with Nesterov's look-ahead. */
        NESTEROV
    }

    public FitSettings {
        if (!(dropout >= 0 && dropout < 1)
                || !(weightDecay >= 0 && weightDecay <= 1)
                || !(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException(
                    "dropout must be in [0, 1), weight decay in [0, 1], learning rate > 0, but were"
                            + " %s, %s, %s".formatted(dropout, weightDecay, learningRate));
        }
        if (technique.mixup() > 0 && architecture.form() == Architecture.Form.CODES) {
            throw new IllegalArgumentException(
                    "mixup blends numbers, but this network looks categories up by their codes");
        }
        if (batch < 1 || epochs < 1 || patience < 1) {
            throw new IllegalArgumentException(
                    "batch, epochs and patience must be >= 1, but were %d, %d, %d"
                            .formatted(batch, epochs, patience));
        }
    }

    /** Settings with {@link Technique#plain}. */
    public FitSettings(
            Architecture architecture,
            double dropout,
            double weightDecay,
            OptimiserKind optimiser,
            double learningRate,
            int batch,
            int epochs,
            int patience) {
        this(
                architecture,
                dropout,
                weightDecay,
                optimiser,
                learningRate,
                batch,
                epochs,
                patience,
                Technique.plain());
    }

    /** The JSON form, for evidence. */
    public Json.Obj toJson() {
        return Json.obj(
                "architecture", architecture.toJson(),
                "dropout", dropout,
                "weight_decay", weightDecay,
                "optimiser", optimiser.name().toLowerCase(java.util.Locale.ROOT),
                "learning_rate", learningRate,
                "batch", batch,
                "epochs", epochs,
                "patience", patience,
                "technique", technique.toJson());
    }
}
