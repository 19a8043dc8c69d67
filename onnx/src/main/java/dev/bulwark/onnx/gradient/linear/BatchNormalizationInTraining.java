package dev.bulwark.onnx.gradient.linear;

import dev.bulwark.onnx.gradient.Backward;

/**
 * Batch normalisation by the batch's own statistics: {@code dx = s/σ (g − mean(g) − n mean(g n))}
 * with {@code n} the normalised value (Ioffe and Szegedy 2015, section 3).
 *
 * <p>Cost: eight passes over an activation, for memory is what limits them; all are operators that
 * the engine shares among threads.
 */
final class BatchNormalizationInTraining {
    private static final float DEFAULT_EPSILON = 1e-5f;
    private static final float DEFAULT_MOMENTUM = 0.9f;

    /** What the batch's values of a channel are on average, and their spread: vectors. */
    private record Statistics(String mean, String variance) {}

    private BatchNormalizationInTraining() {}

    static void differentiate(Backward b) {
        if (b.upstream(1).isPresent() || b.upstream(2).isPresent()) {
            throw b.unsupported("the loss depends on its running statistics");
        }
        int rank = b.requireRank(b.input(0));
        String g = b.upstream();
        String sum = Channels.sum(b, g, rank);
        if (b.wanted(2)) {
            b.add(2, sum);
        }
        if (!b.wanted(0) && !b.wanted(1)) {
            return;
        }
        String x = b.input(0);
        Statistics batch = statistics(b, rank);
        String epsilon = b.scalar(b.node().floatAttribute("epsilon", DEFAULT_EPSILON), x);
        String variance = b.emit("Add", batch.variance, epsilon);
        String deviation = b.emit("Sqrt", variance);
        String count = Channels.count(b, rank);
        String rest = b.emit("Sub", g, Channels.spread(b, b.emit("Div", sum, count), rank));
        String centred = b.emit("Sub", x, Channels.spread(b, batch.mean, rank));
        // The centred values sum to zero, so that the mean of g may be missing here.
        String common = Channels.sum(b, b.emit("Mul", rest, centred), rank);
        if (b.wanted(1)) {
            b.add(1, b.emit("Div", common, deviation));
        }
        if (b.wanted(0)) {
            String slope = b.emit("Div", b.emit("Div", common, count), variance);
            String line = b.emit("Mul", centred, Channels.spread(b, slope, rank));
            String scale = b.emit("Div", b.input(1), deviation);
            b.add(0, b.emit("Mul", b.emit("Sub", rest, line), Channels.spread(b, scale, rank)));
        }
    }

    /** Those that the node computed, where it hands them out: at momentum 0. */
    private static Statistics statistics(Backward b, int rank) {
        if (b.node().floatAttribute("momentum", DEFAULT_MOMENTUM) == 0) {
            return new Statistics(b.forwardOutput(1), b.forwardOutput(2));
        }
        String x = b.input(0);
        String mean = Channels.mean(b, x, rank);
        String centred = b.emit("Sub", x, Channels.spread(b, mean, rank));
        return new Statistics(mean, Channels.mean(b, b.emit("Mul", centred, centred), rank));
    }
}
