package dev.bulwark.onnx.optimise;

import dev.bulwark.kernel.Digest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that training needs to go on to the bit: numbers by name, and what they belong to.
 *
 * <p><b>Guarantees:</b> a file is either whole or not there (it is written beside, forced to disk
 * and renamed), and one that is cut short, changed in any bit, of another configuration or of other
 * data is refused. <b>Does not guarantee</b> who wrote it: the digest inside is no signature.
 */
public final class Checkpoint {
    private final Digest configuration;
    private final Digest dataset;
    private final Map<String, Long> counters;
    private final Map<String, List<Double>> series;
    private final Map<String, float[]> arrays;

    /**
     * @param configuration of everything that was asked for: settings, seed, network
     * @param dataset of the rows, in order
     * @param counters position in training, steps of the optimiser
     * @param series losses so far
     * @param arrays parameters, running statistics, the optimiser's state; kept and not copied
     */
    public Checkpoint(
            Digest configuration,
            Digest dataset,
            Map<String, Long> counters,
            Map<String, List<Double>> series,
            Map<String, float[]> arrays) {
        this.configuration = configuration;
        this.dataset = dataset;
        this.counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
        this.series = Collections.unmodifiableMap(new LinkedHashMap<>(series));
        this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    /** What was asked for. */
    public Digest configuration() {
        return configuration;
    }

    /** What it was trained on. */
    public Digest dataset() {
        return dataset;
    }

    /** Position in training and counts. */
    public Map<String, Long> counters() {
        return counters;
    }

    /** One counter. */
    public long counter(String name) {
        return found(counters, name);
    }

    /** Losses so far. */
    public List<Double> series(String name) {
        return found(series, name);
    }

    Map<String, List<Double>> series() {
        return series;
    }

    /** Arrays whose names begin with {@code prefix}, by the rest of their names. */
    public Map<String, float[]> arrays(String prefix) {
        Map<String, float[]> chosen = new LinkedHashMap<>();
        arrays.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                chosen.put(name.substring(prefix.length()), values);
            }
        });
        return chosen;
    }

    private static <T> T found(Map<String, T> values, String name) {
        T value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the checkpoint has no '" + name + "', only " + values.keySet());
        }
        return value;
    }

    /**
     * Writes the file, or leaves the one there is.
     *
     * @throws dev.bulwark.kernel.BulwarkException {@code CHECKPOINT_NOT_WRITTEN} if the disk
     *     refuses
     */
    public void write(Path file) {
        CheckpointFile.write(this, file);
    }

    /**
     * Reads a file.
     *
     * @param configuration that it must be of
     * @param dataset that it must be of
     * @throws dev.bulwark.kernel.BulwarkException {@code CHECKPOINT_DAMAGED}, {@code
     *     CHECKPOINT_VERSION}, {@code CHECKPOINT_OTHER_CONFIGURATION}, {@code
     *     CHECKPOINT_OTHER_DATA}, each with what to do
     */
    public static Checkpoint read(Path file, Digest configuration, Digest dataset) {
        return CheckpointFile.read(file, configuration, dataset);
    }
}
