package dev.bulwark.supplychain.bom;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a bill of materials is made from. Equal inputs make equal bytes, in whatever order data,
 * software, metrics and evidence are listed.
 *
 * @param model what it is about
 * @param data what it learned from
 * @param software what it was trained with
 * @param metrics what was measured of it
 * @param considerations what to know before using it
 * @param evidence what is signed about it already
 * @param revision {@code >= 1}; counts up when the same model is described again
 * @param timestamp when, for those who need it: with a time, two runs differ
 */
public record BomInput(
        ModelDescription model,
        List<TrainingData> data,
        RuntimeInventory software,
        List<PerformanceMetric> metrics,
        Considerations considerations,
        List<EvidenceReference> evidence,
        int revision,
        Optional<Instant> timestamp) {
    public BomInput {
        Objects.requireNonNull(model);
        data = List.copyOf(data);
        Objects.requireNonNull(software);
        metrics = List.copyOf(metrics);
        Objects.requireNonNull(considerations);
        evidence = List.copyOf(evidence);
        Objects.requireNonNull(timestamp);
        if (revision < 1) {
            throw new IllegalArgumentException("a revision is >= 1, but was " + revision);
        }
    }
}
