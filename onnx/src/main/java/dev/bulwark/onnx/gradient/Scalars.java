package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;

/** Constants in the precision of the model they go into. */
final class Scalars {
    private Scalars() {}

    static TensorValue of(double value, ElementType type) {
        return switch (type) {
            case DOUBLE -> TensorValue.of(new double[] {value});
            case FLOAT -> TensorValue.of(new float[] {(float) value});
            case FLOAT16,
                    BFLOAT16,
                    UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    INT32,
                    INT64,
                    STRING,
                    BOOL,
                    UINT32,
                    UINT64,
                    COMPLEX64,
                    COMPLEX128,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 ->
                    throw new IllegalArgumentException(
                            "losses are computed in FLOAT or DOUBLE, but the value holds " + type);
        };
    }
}
