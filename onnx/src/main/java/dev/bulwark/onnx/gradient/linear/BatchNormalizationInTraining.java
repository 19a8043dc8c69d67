package dev.bulwark.onnx.gradient.linear;

import dev.bulwark.onnx.gradient.Backward;

/**
 * Batch normalisation by the batch's own statistics: {@code dx = s/σ (g − mean(g) − n mean(g n))}
 * with {@code n} the normalised value (Ioffe and Szegedy 2015, section 3).
 */
final class BatchNormalizationInTraining {
    private BatchNormalizationInTraining() {}

    static void differentiate(Backward b) {
        if (b.upstream(1).isPresent() || b.upstream(2).isPresent()) {
            throw b.unsupported("the loss depends on its running statistics");
        }
        int rank = b.requireRank(b.input(0));
        String x = b.input(0);
        String g = b.upstream();
        float epsilon = b.node().floatAttribute("epsilon", 1e-5f);
        String mean = Channels.mean(b, x, rank);
        String centred = b.emit("Sub", x, Channels.spread(b, mean, rank));
        String variance = Channels.mean(b, b.emit("Mul", centred, centred), rank);
        String deviation = b.emit("Sqrt", b.emit("Add", variance, b.scalar(epsilon, x)));
        String normal = b.emit("Div", centred, Channels.spread(b, deviation, rank));
        String product = b.emit("Mul", g, normal);
        if (b.wanted(0)) {
            String meanG = Channels.spread(b, Channels.mean(b, g, rank), rank);
            String meanProduct = Channels.spread(b, Channels.mean(b, product, rank), rank);
            String inner =
                    b.emit("Sub", b.emit("Sub", g, meanG), b.emit("Mul", normal, meanProduct));
            String slope = Channels.spread(b, b.emit("Div", b.input(1), deviation), rank);
            b.add(0, b.emit("Mul", inner, slope));
        }
        if (b.wanted(1)) {
            b.add(1, Channels.sum(b, product, rank));
        }
        if (b.wanted(2)) {
            b.add(2, Channels.sum(b, g, rank));
        }
    }
}
