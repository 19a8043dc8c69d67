package dev.bulwark.training.fit;

import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.Session;

/** How a model that serves does on rows. */
final class Scoring {
    private static final int BATCH = 1_000;
    private static final String PROBABILITIES = "probabilities";

    private Scoring() {}

    static FittedModel.Score score(Session session, Table table) {
        int[] labels = table.labels();
        double loss = 0;
        int right = 0;
        for (int from = 0; from < table.rows(); from += BATCH) {
            int to = Math.min(table.rows(), from + BATCH);
            float[] probabilities =
                    session.compute(RowFeeds.of(table, from, to), PROBABILITIES).floats();
            int classes = probabilities.length / (to - from);
            for (int row = 0; row < to - from; row++) {
                int label = labels[from + row];
                loss -= Math.log(Math.max(probabilities[row * classes + label], Float.MIN_NORMAL));
                right += best(probabilities, row * classes, classes) == label ? 1 : 0;
            }
        }
        return new FittedModel.Score(loss / table.rows(), (double) right / table.rows());
    }

    private static int best(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
