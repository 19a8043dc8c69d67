package dev.bulwark.onnx.graph;

/**
 * A named value and its type.
 *
 * @param name not empty
 * @param type as far as it is declared
 * @param annotations what is said about it beside its type; denotations that do not fit the type
 *     are not written
 */
public record ValueInfo(String name, ValueType type, Annotations annotations) {
    public ValueInfo {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a value needs a name");
        }
    }

    /** A value nothing more is said about. */
    public ValueInfo(String name, ValueType type) {
        this(name, type, Annotations.NONE);
    }
}
