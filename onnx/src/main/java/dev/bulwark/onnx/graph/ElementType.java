package dev.bulwark.onnx.graph;

import java.util.Optional;

/** Type of a tensor's elements (ONNX IR, {@code TensorProto.DataType}). */
public enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    STRING(8, 0),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    COMPLEX64(14, 8),
    COMPLEX128(15, 16),
    BFLOAT16(16, 2);

    private final int code;
    private final int size;

    ElementType(int code, int size) {
        this.code = code;
        this.size = size;
    }

    /** Number of the type in the file format. */
    public int code() {
        return code;
    }

    /** Bytes an element takes; 0 for {@link #STRING}, whose elements vary. */
    public int size() {
        return size;
    }

    /** Whether it is a real floating-point type, through which gradients flow. */
    public boolean isReal() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }

    /** The type with this number, if it is one of ours. */
    public static Optional<ElementType> ofCode(int code) {
        for (ElementType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
