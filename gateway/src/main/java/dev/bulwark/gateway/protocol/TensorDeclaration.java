package dev.bulwark.gateway.protocol;

import dev.bulwark.kernel.json.Json;
import java.util.List;

/**
 * An input or output as the model's metadata declares it.
 *
 * @param name of the tensor
 * @param datatype of each element
 * @param shape the first dimension is the rows and is -1; the others are fixed
 */
public record TensorDeclaration(String name, Datatype datatype, List<Integer> shape) {
    public TensorDeclaration {
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.getFirst() != -1) {
            throw new IllegalArgumentException("the first dimension is -1, but was " + shape);
        }
        for (int dimension : shape.subList(1, shape.size())) {
            if (dimension < 1) {
                throw new IllegalArgumentException("dimensions are >= 1, but were " + shape);
            }
        }
    }

    /** Elements of one row. */
    public int elementsPerRow() {
        return shape.subList(1, shape.size()).stream().reduce(1, Math::multiplyExact);
    }

    Json.Obj toJson() {
        return Json.obj("name", name, "datatype", datatype.name(), "shape", shape);
    }
}
