package dev.bulwark.onnx.graph;

/** One axis of a declared shape. */
public sealed interface Dimension {

    /**
     * A length known now.
     *
     * @param size {@code >= 0}
     */
    record Fixed(long size) implements Dimension {
        public Fixed {
            if (size < 0) {
                throw new IllegalArgumentException("a dimension is >= 0, but was " + size);
            }
        }
    }

    /**
     * A length known at run time; equal names mean equal lengths.
     *
     * @param name not empty
     */
    record Symbolic(String name) implements Dimension {
        public Symbolic {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a symbolic dimension needs a name");
            }
        }
    }

    /** A length nothing is known about. */
    record Unknown() implements Dimension {}

    /** A length known now. */
    static Dimension of(long size) {
        return new Fixed(size);
    }

    /** A length known at run time. */
    static Dimension of(String name) {
        return new Symbolic(name);
    }

    /** Whether the length is known to be {@code size}. */
    default boolean is(long size) {
        return this instanceof Fixed(long known) && known == size;
    }
}
