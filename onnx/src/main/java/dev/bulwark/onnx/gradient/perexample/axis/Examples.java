package dev.bulwark.onnx.gradient.perexample.axis;

/** How a value depends on the examples of a batch. */
public sealed interface Examples {

    /** Not at all: weights, constants. */
    record None() implements Examples {}

    /** On how many there are, and on nothing in them: shapes. */
    record Lengths() implements Examples {}

    /**
     * Example {@code i} alone determines the elements whose index along {@code axis} is {@code (b ·
     * n + i) · after + a}, with {@code n} examples, {@code b < before} and {@code a < after}. A
     * plain axis of examples has {@code before = after = 1}; where a reshape merged time into it,
     * batch first, {@code after} is the number of steps.
     *
     * @param axis counted from the outermost, {@code >= 0}
     * @param before factor of the axis outside the examples, {@code >= 1}
     * @param after factor of the axis inside the examples, {@code >= 1}
     */
    record Along(int axis, long before, long after) implements Examples {
        public Along {
            if (axis < 0 || before < 1 || after < 1) {
                throw new IllegalArgumentException(
                        "axis >= 0, before >= 1 and after >= 1, but were %d, %d, %d"
                                .formatted(axis, before, after));
            }
        }

        /** Whether the axis holds examples and nothing else. */
        public boolean isPlain() {
            return before == 1 && after == 1;
        }

        Along at(int newAxis) {
            return new Along(newAxis, before, after);
        }
    }

    /**
     * An example's part depends on other examples, or cannot be told.
     *
     * @param why names the node
     */
    record Mixed(String why) implements Examples {}

    /** Examples along {@code axis}, and nothing else there. */
    static Along along(int axis) {
        return new Along(axis, 1, 1);
    }
}
