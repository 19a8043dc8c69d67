package dev.bulwark.onnx.build;

import java.util.Map;

/**
 * Mean and variance of one layer over a training batch, and the running averages that stand in for
 * them when the model serves (Ioffe and Szegedy 2015, algorithm 2).
 *
 * @param meanOutput output of the training graph, FLOAT {@code [channels]}
 * @param varianceOutput output of the training graph, FLOAT {@code [channels]}, biased
 * @param runningMean name of the running mean among the network's buffers
 * @param runningVariance name of the running variance among the network's buffers
 * @param positions values of one example that one mean is taken over: 1 for rows, height times
 *     width for pictures
 */
public record BatchStatistic(
        String meanOutput,
        String varianceOutput,
        String runningMean,
        String runningVariance,
        int positions) {
    public BatchStatistic {
        if (positions < 1) {
            throw new IllegalArgumentException("positions must be >= 1, but was " + positions);
        }
    }

    /**
     * Moves the running averages towards this batch, in place.
     *
     * @param buffers the network's buffers by name
     * @param outputs what the training graph computed, by output name
     * @param batch examples in the batch; {@code batch · positions >= 2}, by which the variance is
     *     made unbiased
     * @param momentum part of the batch that enters, in (0, 1], commonly 0.1
     */
    public void update(
            Map<String, float[]> buffers,
            Map<String, float[]> outputs,
            int batch,
            double momentum) {
        long count = (long) batch * positions;
        if (batch < 1 || count < 2 || !(momentum > 0 && momentum <= 1)) {
            throw new IllegalArgumentException(
                    "batch · positions must be >= 2 and momentum in (0, 1], but were %d and %s"
                            .formatted(count, momentum));
        }
        blend(buffers, runningMean, outputs, meanOutput, (float) momentum, 1);
        blend(
                buffers,
                runningVariance,
                outputs,
                varianceOutput,
                (float) momentum,
                count / (count - 1f));
    }

    private static void blend(
            Map<String, float[]> buffers,
            String buffer,
            Map<String, float[]> outputs,
            String output,
            float momentum,
            float scale) {
        float[] running = buffers.get(buffer);
        float[] fresh = outputs.get(output);
        if (running == null || fresh == null || running.length != fresh.length) {
            throw new IllegalArgumentException(
                    "'%s' and '%s' must both be given, of one length".formatted(buffer, output));
        }
        for (int i = 0; i < running.length; i++) {
            running[i] += momentum * (scale * fresh[i] - running[i]);
        }
    }
}
