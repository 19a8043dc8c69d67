package dev.bulwark.onnx.graph;

/**
 * A named value and its type.
 *
 * @param name not empty
 * @param type as far as it is declared
 */
public record ValueInfo(String name, ValueType type) {
    public ValueInfo {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a value needs a name");
        }
    }
}
