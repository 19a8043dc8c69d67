package dev.bulwark.kernel.exchange;

import java.util.List;
import java.util.Objects;

/**
 * A tensor with the name of a model's input or output.
 *
 * @param name 1 to 256 characters
 * @param shape at most eight dimensions, each {@code >= 0}; their product is the number of elements
 * @param values the elements, row-major
 */
public record NamedTensor(String name, List<Integer> shape, TensorValues values) {
    /** Longest name, in characters: that of a column. */
    public static final int LONGEST_NAME = 256;

    /** Most dimensions; pictures in batches need four. */
    public static final int MOST_DIMENSIONS = 8;

    public NamedTensor {
        shape = List.copyOf(shape);
        Objects.requireNonNull(values);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a tensor's name has 1 to " + LONGEST_NAME + " characters");
        }
        if (shape.size() > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "a tensor has at most "
                            + MOST_DIMENSIONS
                            + " dimensions, but got "
                            + shape.size());
        }
        if (elements(shape) != values.size()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " does not hold " + values.size() + " elements");
        }
    }

    /**
     * The product of the dimensions.
     *
     * @throws IllegalArgumentException if one is negative or the product exceeds an {@code int}
     */
    public static int elements(List<Integer> shape) {
        try {
            int product = 1;
            for (int dimension : shape) {
                if (dimension < 0) {
                    throw new IllegalArgumentException(
                            "a dimension must be >= 0, but was " + dimension);
                }
                product = Math.multiplyExact(product, dimension);
            }
            return product;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the shape holds too many elements", e);
        }
    }
}
