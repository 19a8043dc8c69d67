package dev.bulwark.onnx.build;

import java.util.Map;

/**
 * Mean and variance of one layer over a training batch, and the running averages that stand in for
 * them when the model serves (Ioffe and Szegedy 2015, algorithm 2).
 *
 * @param meanOutput output of the training graph, FLOAT {@code [width]}
 * @param varianceOutput output of the training graph, FLOAT {@code [width]}, biased
 * @param runningMean name of the running mean among the network's buffers
 * @param runningVariance name of the running variance among the network's buffers
 */
public record BatchStatistic(
        String meanOutput, String varianceOutput, String runningMean, String runningVariance) {

    /**
     * Moves the running averages towards this batch, in place.
     *
     * @param buffers the network's buffers by name
     * @param outputs what the training graph computed, by output name
     * @param batch rows of the batch, {@code >= 2}: the variance is made unbiased by it
     * @param momentum part of the batch that enters, in (0, 1], commonly 0.1
     */
    public void update(
            Map<String, float[]> buffers,
            Map<String, float[]> outputs,
            int batch,
            double momentum) {
        if (batch < 2 || !(momentum > 0 && momentum <= 1)) {
            throw new IllegalArgumentException(
                    "batch must be >= 2 and momentum in (0, 1], but were %d and %s"
                            .formatted(batch, momentum));
        }
        blend(buffers, runningMean, outputs, meanOutput, (float) momentum, 1);
        blend(
                buffers,
                runningVariance,
                outputs,
                varianceOutput,
                (float) momentum,
                batch / (batch - 1f));
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
