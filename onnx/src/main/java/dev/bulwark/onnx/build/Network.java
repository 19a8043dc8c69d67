package dev.bulwark.onnx.build;

import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.optimise.Parameter;
import java.util.List;
import java.util.Map;

/** An architecture: initial parameters, the graph that trains them, the model that serves them. */
public interface Network {
    /** What the training graph is fed. */
    enum Rows {
        /** Raw columns under their own names, as the model that serves takes them. */
        RAW,
        /** Rows that {@link #preparation} made, once, under {@link TrainingGraph#FEATURES}. */
        PREPARED
    }

    /** What the loss compares with. */
    enum Labels {
        /** The true class: INT64 {@code [batch]}. */
        CLASSES,
        /** The share of each class, summing to one: FLOAT {@code [batch, classes]}. */
        SHARES
    }

    /** Fresh initial parameters, the same for the same seed, in a fixed order. */
    List<Parameter> parameters();

    /**
     * Fresh running statistics by name, moved by {@link BatchStatistic}; empty without batch norm.
     */
    Map<String, float[]> buffers();

    /** Raw columns in, {@link TrainingGraph#FEATURES} out: to prepare every row once. */
    Model preparation();

    /** Length of a prepared row; a picture is laid flat. */
    int width();

    /** The graph of a training step; its loss is the mean cross-entropy over the batch. */
    default TrainingGraph training(Rows rows) {
        return training(rows, Labels.CLASSES);
    }

    /** The same with labels of either kind, under {@link TrainingGraph#LABELS}. */
    TrainingGraph training(Rows rows, Labels labels);

    /**
     * The model that serves, with these weights: raw columns in; {@code logits} and {@code
     * probabilities}, FLOAT {@code [batch, classes]}, and {@code label}, STRING {@code [batch]},
     * out. The schema is in its metadata. Equal weights give equal bytes.
     *
     * @throws IllegalArgumentException if a parameter or buffer is missing or has another shape
     */
    Model inference(List<Parameter> parameters, Map<String, float[]> buffers);
}
