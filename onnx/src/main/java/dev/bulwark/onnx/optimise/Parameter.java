package dev.bulwark.onnx.optimise;

import java.util.Arrays;
import java.util.List;

/** Trainable numbers of a model: a name, a shape, and values that an optimiser moves in place. */
public final class Parameter {
    private final String name;
    private final List<Long> dimensions;
    private final boolean decayed;
    private final float[] values;

    /**
     * @param name of the model's initializer, not empty
     * @param dimensions its shape
     * @param decayed whether weight decay pulls it to zero: weights yes, biases and scales no
     * @param values row-major, kept and not copied
     */
    public Parameter(String name, List<Long> dimensions, boolean decayed, float[] values) {
        long elements =
                dimensions.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        if (name.isEmpty() || elements != values.length) {
            throw new IllegalArgumentException(
                    "parameter '%s' of shape %s needs %d values, but got %d"
                            .formatted(name, dimensions, elements, values.length));
        }
        this.name = name;
        this.dimensions = List.copyOf(dimensions);
        this.decayed = decayed;
        this.values = values;
    }

    /** Name of the model's initializer. */
    public String name() {
        return name;
    }

    /** Its shape. */
    public List<Long> dimensions() {
        return dimensions;
    }

    /** Its shape, for a tensor. */
    public long[] shape() {
        return dimensions.stream().mapToLong(Long::longValue).toArray();
    }

    /** Whether weight decay pulls it to zero. */
    public boolean decayed() {
        return decayed;
    }

    /** The live values: writing to them moves the parameter. */
    public float[] values() {
        return values;
    }

    /** A copy that moves on its own. */
    public Parameter copy() {
        return new Parameter(name, dimensions, decayed, values.clone());
    }

    @Override
    public String toString() {
        return "Parameter[" + name + " " + Arrays.toString(shape()) + "]";
    }
}
