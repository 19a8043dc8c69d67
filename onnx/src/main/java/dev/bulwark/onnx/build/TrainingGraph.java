package dev.bulwark.onnx.build;

import dev.bulwark.onnx.gradient.GradientGraph;
import java.util.List;

/**
 * The graph one training step runs: parameters, a batch and its labels in; loss, gradients and
 * batch statistics out.
 *
 * @param gradients the graph; its outputs are the loss, {@link #LOGITS}, batch statistics, and the
 *     gradient of every parameter
 * @param labels name of the input of labels, of the kind that was asked for
 * @param masks dropout masks to feed at every step; none where nothing is dropped
 * @param statistics batch statistics to fold into the buffers; none without batch norm
 */
public record TrainingGraph(
        GradientGraph gradients,
        String labels,
        List<DropoutMask> masks,
        List<BatchStatistic> statistics) {
    /** Input of prepared rows, FLOAT {@code [batch, width]}, unless raw columns are fed. */
    public static final String FEATURES = "training.features";

    /** Input of labels. */
    public static final String LABELS = "training.labels";

    /** Output of class scores, FLOAT {@code [batch, classes]}. */
    public static final String LOGITS = "logits";

    public TrainingGraph {
        masks = List.copyOf(masks);
        statistics = List.copyOf(statistics);
    }
}
