package dev.bulwark.training.fit;

import dev.bulwark.kernel.model.ModelArtifact;
import java.util.List;

/**
 * A model and how it came out.
 *
 * @param model the graph that serves
 * @param settings what it was asked for
 * @param seed where every random number came from
 * @param history one entry for each epoch run
 * @param bestEpoch the epoch whose weights were kept, from 1
 * @param earlyStopped whether patience ran out before the epochs did
 * @param train how the served graph does on the rows it was fitted to
 * @param validation how it does on the rows that steered training
 */
public record FittedModel(
        ModelArtifact model,
        FitSettings settings,
        long seed,
        List<Epoch> history,
        int bestEpoch,
        boolean earlyStopped,
        Score train,
        Score validation) {

    /**
     * One pass over the training rows.
     *
     * @param trainLoss mean loss of its batches, dropout on
     * @param validation the score afterwards, dropout off
     */
    public record Epoch(double trainLoss, Score validation) {}

    /**
     * How a model does on some rows.
     *
     * @param loss mean cross-entropy, nats
     * @param accuracy share classified rightly
     */
    public record Score(double loss, double accuracy) {}

    public FittedModel {
        history = List.copyOf(history);
    }

    /** Training accuracy less validation accuracy, both by the graph that serves. */
    public double generalisationGap() {
        return train.accuracy() - validation.accuracy();
    }
}
