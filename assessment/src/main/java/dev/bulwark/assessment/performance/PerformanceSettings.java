package dev.bulwark.assessment.performance;

import dev.bulwark.assessment.statistics.Bootstrap;
import dev.bulwark.assessment.statistics.Interval;
import dev.bulwark.kernel.json.Json;

/**
 * How performance is measured.
 *
 * @param calibrationBins equal-width bins of the reliability diagram, in [1, 100]
 * @param bootstrap for the intervals of means and calibration
 */
public record PerformanceSettings(int calibrationBins, Bootstrap bootstrap) {
    private static final int DEFAULT_BINS = 10;
    private static final int DEFAULT_REPLICATES = 1000;
    private static final int MOST_BINS = 100;

    public PerformanceSettings {
        if (calibrationBins < 1 || calibrationBins > MOST_BINS) {
            throw new IllegalArgumentException(
                    "calibration bins must be in [1, 100], but were " + calibrationBins);
        }
    }

    /** Ten bins, 1000 replicates. */
    public static PerformanceSettings withSeed(long seed) {
        return new PerformanceSettings(DEFAULT_BINS, new Bootstrap(DEFAULT_REPLICATES, seed));
    }

    /** The settings as evidence records them; the seed stands beside them. */
    public Json.Obj toJson() {
        return Json.obj(
                "confidence",
                Interval.CONFIDENCE,
                "calibration_bins",
                calibrationBins,
                "bootstrap_replicates",
                bootstrap.replicates());
    }
}
