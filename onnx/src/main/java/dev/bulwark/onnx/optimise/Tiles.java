package dev.bulwark.onnx.optimise;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Loops over memory outside the heap at the speed of arrays. The compiler does not vectorise a loop
 * that reads one segment and writes another, since they may overlap; so a tile that fits the first
 * cache is copied into arrays, computed there and copied back. For Adam on a million parameters
 * that takes 0.6 ms where the loop over segments takes 2.1 ms.
 */
final class Tiles {
    /** Floats of a tile: four arrays of them are half of a first-level cache. */
    static final int SIZE = 1024;

    private static final int MAGNITUDE = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;

    private final float[] values = new float[SIZE];
    private final float[] others = new float[SIZE];
    private final int[] bits = new int[SIZE];

    /** Computes one tile in place. */
    @FunctionalInterface
    interface Step {
        /**
         * @param values to move
         * @param gradient a copy
         * @param tile number of the tile within the parameter
         * @param count how many of both are meant
         */
        void apply(float[] values, float[] gradient, int tile, int count);
    }

    /** Changes one tile in place. */
    @FunctionalInterface
    interface Change {
        void apply(float[] values, int count);
    }

    /** Number of tiles that {@code floats} take. */
    static int count(int floats) {
        return (floats + SIZE - 1) / SIZE;
    }

    /** An array of zeros in tiles. */
    static float[][] zeros(int floats) {
        float[][] tiles = new float[count(floats)][];
        for (int tile = 0; tile < tiles.length; tile++) {
            tiles[tile] = new float[Math.min(SIZE, floats - tile * SIZE)];
        }
        return tiles;
    }

    void step(MemorySegment moved, MemorySegment gradient, Step step) {
        int floats = floats(moved);
        for (int tile = 0; tile < count(floats); tile++) {
            int count = Math.min(SIZE, floats - tile * SIZE);
            read(moved, tile, values, count);
            read(gradient, tile, others, count);
            step.apply(values, others, tile, count);
            write(values, moved, tile, count);
        }
    }

    void change(MemorySegment changed, Change change) {
        int floats = floats(changed);
        for (int tile = 0; tile < count(floats); tile++) {
            int count = Math.min(SIZE, floats - tile * SIZE);
            read(changed, tile, values, count);
            change.apply(values, count);
            write(values, changed, tile, count);
        }
    }

    /**
     * Whether no number is infinite or NaN: both have all bits of the exponent, and nothing else is
     * as large when read as an integer without its sign. An integer maximum is vectorised, a
     * floating-point sum is not.
     */
    boolean isFinite(MemorySegment segment) {
        int floats = floats(segment);
        int largest = 0;
        for (int tile = 0; tile < count(floats); tile++) {
            int count = Math.min(SIZE, floats - tile * SIZE);
            MemorySegment.copy(segment, ValueLayout.JAVA_INT_UNALIGNED, at(tile), bits, 0, count);
            largest = Math.max(largest, largest(bits, count));
        }
        return largest < INFINITY;
    }

    private static int largest(int[] bits, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, bits[i] & MAGNITUDE);
        }
        return largest;
    }

    /** Sum of squares in double precision, always in the same order. */
    double squares(MemorySegment segment) {
        int floats = floats(segment);
        double sum = 0;
        for (int tile = 0; tile < count(floats); tile++) {
            int count = Math.min(SIZE, floats - tile * SIZE);
            read(segment, tile, values, count);
            sum += squares(values, count);
        }
        return sum;
    }

    /** Four sums, because each addition waits for the one before it. */
    private static double squares(float[] values, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            first += (double) values[i] * values[i];
            second += (double) values[i + 1] * values[i + 1];
            third += (double) values[i + 2] * values[i + 2];
            fourth += (double) values[i + 3] * values[i + 3];
        }
        for (; i < count; i++) {
            first += (double) values[i] * values[i];
        }
        return (first + second) + (third + fourth);
    }

    private static int floats(MemorySegment segment) {
        return Math.toIntExact(segment.byteSize() / Float.BYTES);
    }

    private static long at(int tile) {
        return (long) tile * SIZE * Float.BYTES;
    }

    private static void read(MemorySegment from, int tile, float[] to, int count) {
        MemorySegment.copy(from, ValueLayout.JAVA_FLOAT_UNALIGNED, at(tile), to, 0, count);
    }

    private static void write(float[] from, MemorySegment to, int tile, int count) {
        MemorySegment.copy(from, 0, to, ValueLayout.JAVA_FLOAT_UNALIGNED, at(tile), count);
    }
}
