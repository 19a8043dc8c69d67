package dev.bulwark.onnx.graph;

import java.util.Optional;

/** Type of a tensor's elements (ONNX IR, {@code TensorProto.DataType}). */
public enum ElementType {
    FLOAT(1, 32),
    UINT8(2, 8),
    INT8(3, 8),
    UINT16(4, 16),
    INT16(5, 16),
    INT32(6, 32),
    INT64(7, 64),
    STRING(8, 0),
    BOOL(9, 8),
    FLOAT16(10, 16),
    DOUBLE(11, 64),
    UINT32(12, 32),
    UINT64(13, 64),
    COMPLEX64(14, 64),
    COMPLEX128(15, 128),
    BFLOAT16(16, 16),
    FLOAT8E4M3FN(17, 8),
    FLOAT8E4M3FNUZ(18, 8),
    FLOAT8E5M2(19, 8),
    FLOAT8E5M2FNUZ(20, 8),
    UINT4(21, 4),
    INT4(22, 4),
    FLOAT4E2M1(23, 4),
    FLOAT8E8M0(24, 8),
    UINT2(25, 2),
    INT2(26, 2);

    private final int code;
    private final int bits;

    ElementType(int code, int bits) {
        this.code = code;
        this.bits = bits;
    }

    /** Number of the type in the file format. */
    public int code() {
        return code;
    }

    /**
     * Bytes an element takes; 0 for {@link #STRING}, whose elements vary, and for types of two or
     * four bits, of which several share a byte.
     */
    public int size() {
        return bits / Byte.SIZE;
    }

    /** Bits an element takes; 0 for {@link #STRING}. */
    public int bits() {
        return bits;
    }

    /** Whether several elements share a byte, the first in its lowest bits. */
    public boolean isPacked() {
        return bits > 0 && bits < Byte.SIZE;
    }

    /**
     * Bytes that {@code elements} elements take together; 0 for {@link #STRING}.
     *
     * @throws ArithmeticException if that passes 2^63
     */
    public long bytes(long elements) {
        return isPacked()
                ? Math.ceilDiv(elements, Byte.SIZE / bits)
                : Math.multiplyExact(elements, (long) size());
    }

    /** Whether the engine's Java interface takes and gives tensors of this type. */
    public boolean isExchanged() {
        return switch (this) {
            case FLOAT,
                    UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    INT32,
                    INT64,
                    STRING,
                    BOOL,
                    FLOAT16,
                    DOUBLE,
                    UINT32,
                    UINT64,
                    BFLOAT16 ->
                    true;
            case COMPLEX64,
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
                    false;
        };
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
