package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;

/** Constants in the precision of the model they go into. */
final class Scalars {
    private Scalars() {}

    static TensorValue of(double value, ElementType type) {
        return of(new double[] {value}, type);
    }

    static TensorValue of(double[] values, ElementType type, long... sizes) {
        if (type == ElementType.DOUBLE) {
            return TensorValue.of(values, sizes);
        }
        if (type != ElementType.FLOAT) {
            throw new IllegalArgumentException(
                    "losses are computed in FLOAT or DOUBLE, but the value holds " + type);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return TensorValue.of(floats, sizes);
    }
}
