package dev.bulwark.onnx.gradient.perexample.axis;

/** Length of an axis as it depends on the number of examples. */
sealed interface Extent {

    /** It does not depend on it. */
    record Fixed(long size) implements Extent {}

    /** {@code factor} times the number of examples. */
    record Multiple(long factor) implements Extent {}

    /** Anything else. */
    record Unknown() implements Extent {}

    /** Told from the lengths at two numbers of examples; a negative length is not known. */
    static Extent of(long first, long examplesFirst, long second, long examplesSecond) {
        if (first < 0 || second < 0) {
            return new Unknown();
        }
        if (first == second) {
            return new Fixed(first);
        }
        return first % examplesFirst == 0
                        && second % examplesSecond == 0
                        && first / examplesFirst == second / examplesSecond
                ? new Multiple(first / examplesFirst)
                : new Unknown();
    }
}
