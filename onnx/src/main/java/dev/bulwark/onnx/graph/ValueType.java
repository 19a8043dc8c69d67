package dev.bulwark.onnx.graph;

/** Type of a value that flows along an edge of the graph (ONNX IR, {@code TypeProto}). */
public sealed interface ValueType {

    /**
     * A dense tensor.
     *
     * @param elementType of every element
     * @param shape as far as it is known
     */
    record OfTensor(ElementType elementType, Shape shape) implements ValueType {}

    /** A list of values of one type. */
    record OfSequence(ValueType element) implements ValueType {}

    /**
     * A map.
     *
     * @param key an integer type or {@link ElementType#STRING}
     * @param value type of every value
     */
    record OfMap(ElementType key, ValueType value) implements ValueType {}

    /** A value that may be absent. */
    record OfOptional(ValueType element) implements ValueType {}

    /**
     * A sparse tensor.
     *
     * @param elementType of every element
     * @param shape of the dense tensor it stands for, as far as it is known
     */
    record OfSparseTensor(ElementType elementType, Shape shape) implements ValueType {}

    /**
     * A type that only the operators of its domain understand.
     *
     * @param domain may be empty
     * @param name may be empty
     */
    record OfOpaque(String domain, String name) implements ValueType {}

    /** Nothing is declared. */
    record Unspecified() implements ValueType {}

    /** A tensor of a known shape. */
    static OfTensor tensor(ElementType elementType, Shape shape) {
        return new OfTensor(elementType, shape);
    }

    /** A tensor of fixed lengths. */
    static OfTensor tensor(ElementType elementType, long... sizes) {
        return new OfTensor(elementType, Shape.of(sizes));
    }

    /** A tensor of an unknown number of axes. */
    static OfTensor unranked(ElementType elementType) {
        return new OfTensor(elementType, new Shape.Unranked());
    }
}
