package dev.bulwark.onnx.optimise;

import dev.bulwark.kernel.BulwarkException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an optimiser moves, wherever it lies, and what it keeps of each parameter. */
final class Slices {
    private final List<Slice> slices;
    private final Tiles tiles = new Tiles();

    /** The live values of one parameter. */
    record Slice(String name, boolean decayed, MemorySegment values, int size) {}

    private Slices(List<Slice> slices) {
        this.slices = slices;
        if (slices.stream().map(Slice::name).distinct().count() != slices.size()) {
            throw new IllegalArgumentException(
                    "a parameter of " + slices.stream().map(Slice::name).toList() + " comes twice");
        }
    }

    static Slices of(List<Parameter> parameters) {
        return new Slices(
                parameters.stream()
                        .map(p ->
                                new Slice(
                                        p.name(),
                                        p.decayed(),
                                        MemorySegment.ofArray(p.values()),
                                        p.values().length))
                        .toList());
    }

    static Slices of(ParameterVector vector) {
        return new Slices(
                vector.slots().stream()
                        .map(s -> new Slice(s.name(), s.decayed(), vector.segment(s), s.size()))
                        .toList());
    }

    List<Slice> all() {
        return slices;
    }

    Tiles tiles() {
        return tiles;
    }

    /** One array of zeros per parameter, in tiles. */
    Map<String, float[][]> zeros() {
        Map<String, float[][]> zeros = new LinkedHashMap<>();
        slices.forEach(slice -> zeros.put(slice.name(), Tiles.zeros(slice.size())));
        return zeros;
    }

    static Map<String, MemorySegment> segments(ParameterVector vector) {
        Map<String, MemorySegment> segments = new LinkedHashMap<>();
        vector.slots().forEach(slot -> segments.put(slot.name(), vector.segment(slot)));
        return segments;
    }

    static Map<String, MemorySegment> segments(Map<String, float[]> arrays) {
        Map<String, MemorySegment> segments = new LinkedHashMap<>();
        arrays.forEach((name, array) -> segments.put(name, MemorySegment.ofArray(array)));
        return segments;
    }

    /** What belongs to {@code name}, never absent. */
    static <T> T of(Map<String, T> parts, String name) {
        T part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("there is nothing for parameter '" + name + "'");
        }
        return part;
    }

    /** Refuses before the first parameter has moved, so that a bad batch cannot half apply. */
    void check(double rate, Map<String, MemorySegment> gradients) {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("learningRate must be > 0, but was " + rate);
        }
        for (Slice slice : slices) {
            MemorySegment gradient = of(gradients, slice.name());
            if (gradient.byteSize() != slice.values().byteSize()) {
                throw new IllegalArgumentException(
                        "the gradient of '%s' has %d values, but the parameter %d"
                                .formatted(
                                        slice.name(),
                                        gradient.byteSize() / Float.BYTES,
                                        slice.size()));
            }
            if (!tiles.isFinite(gradient)) {
                throw new BulwarkException(
                        "TRAINING_DIVERGED",
                        "the gradient of '" + slice.name() + "' is not finite",
                        "lower the learning rate, or look for extreme values in the data");
            }
        }
    }

    /** The state in one array a parameter, copied. */
    static void flatten(Map<String, float[][]> state, String prefix, Map<String, float[]> into) {
        state.forEach((name, tiles) -> {
            int size = 0;
            for (float[] tile : tiles) {
                size += tile.length;
            }
            float[] flat = new float[size];
            for (int tile = 0; tile < tiles.length; tile++) {
                System.arraycopy(tiles[tile], 0, flat, tile * Tiles.SIZE, tiles[tile].length);
            }
            into.put(prefix + name, flat);
        });
    }

    /** Copies a checkpoint's state into {@code own}. */
    void restore(Map<String, float[][]> own, String prefix, Map<String, float[]> given) {
        for (Slice slice : slices) {
            float[] source = of(given, prefix + slice.name());
            float[][] tiles = of(own, slice.name());
            for (int tile = 0; tile < tiles.length; tile++) {
                System.arraycopy(source, tile * Tiles.SIZE, tiles[tile], 0, tiles[tile].length);
            }
        }
    }

    /** Refuses the state of other parameters before anything is restored. */
    void requireState(Map<String, float[]> given, List<String> prefixes) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (String prefix : prefixes) {
            slices.forEach(slice -> sizes.put(prefix + slice.name(), slice.size()));
        }
        if (!sizes.keySet().equals(given.keySet())) {
            throw new IllegalArgumentException(
                    "the state is of %s, but the parameters need %s"
                            .formatted(given.keySet(), sizes.keySet()));
        }
        given.forEach((name, values) -> {
            if (values.length != of(sizes, name)) {
                throw new IllegalArgumentException("the state '" + name + "' has another length");
            }
        });
    }
}
