package dev.bulwark.onnx.run;

import dev.bulwark.onnx.graph.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Elements of every numeric type as doubles, and back. */
final class Numbers {
    /** A bfloat16 is the upper half of a float. */
    private static final int HALF = 16;

    private static final double UNSIGNED_LONG = 0x1p64;

    private Numbers() {}

    /** The element at {@code index}; integers above 2^53 are rounded. */
    static double read(ElementType type, MemorySegment memory, long index) {
        long at = index * type.size();
        return switch (type) {
            case FLOAT -> memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
            case DOUBLE -> memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
            case FLOAT16 -> Float.float16ToFloat(shortAt(memory, at));
            case BFLOAT16 -> Float.intBitsToFloat(shortAt(memory, at) << HALF);
            case INT8 -> memory.get(ValueLayout.JAVA_BYTE, at);
            case UINT8, BOOL -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, at));
            case INT16 -> shortAt(memory, at);
            case UINT16 -> Short.toUnsignedInt(shortAt(memory, at));
            case INT32 -> intAt(memory, at);
            case UINT32 -> Integer.toUnsignedLong(intAt(memory, at));
            case INT64 -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            case UINT64 -> unsigned(memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
            case STRING,
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
                    throw notANumber(type);
        };
    }

    /** Writes the nearest value of the type. */
    static void write(ElementType type, MemorySegment memory, long index, double value) {
        long at = index * type.size();
        switch (type) {
            case FLOAT -> memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) value);
            case DOUBLE -> memory.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, value);
            case FLOAT16 -> setShort(memory, at, Float.floatToFloat16((float) value));
            case BFLOAT16 -> setShort(memory, at, bfloat16((float) value));
            case INT8 -> setByte(memory, at, whole(type, value, -0x1p7, 0x1p7));
            case UINT8 -> setByte(memory, at, whole(type, value, 0, 0x1p8));
            case BOOL -> setByte(memory, at, whole(type, value, 0, 2));
            case INT16 -> setShort(memory, at, whole(type, value, -0x1p15, 0x1p15));
            case UINT16 -> setShort(memory, at, whole(type, value, 0, 0x1p16));
            case INT32 -> setInt(memory, at, whole(type, value, -0x1p31, 0x1p31));
            case UINT32 -> setInt(memory, at, whole(type, value, 0, 0x1p32));
            case INT64 -> setLong(memory, at, whole(type, value, -0x1p63, 0x1p63));
            case UINT64 -> setLong(memory, at, whole(type, value, 0, UNSIGNED_LONG));
            case STRING,
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
                    throw notANumber(type);
        }
    }

    private static short shortAt(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
    }

    private static int intAt(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, at);
    }

    private static void setByte(MemorySegment memory, long at, long value) {
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    private static void setShort(MemorySegment memory, long at, long value) {
        memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) value);
    }

    private static void setInt(MemorySegment memory, long at, long value) {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
    }

    private static void setLong(MemorySegment memory, long at, long value) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
    }

    private static double unsigned(long bits) {
        // Halved with its last bit kept, so that the sum rounds once, as the conversion should.
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    private static long whole(ElementType type, double value, double from, double before) {
        if (!(value >= from && value < before) || value != Math.rint(value)) {
            throw new IllegalArgumentException("a value of " + type + " cannot be " + value);
        }
        return value >= 0x1p63 ? (long) (value - 0x1p63) ^ Long.MIN_VALUE : (long) value;
    }

    /** Rounds to even; NaN stays NaN. */
    private static short bfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> HALF);
        }
        int odd = (bits >>> HALF) & 1;
        return (short) ((bits + 0x7FFF + odd) >>> HALF);
    }

    private static IllegalArgumentException notANumber(ElementType type) {
        return new IllegalArgumentException(
                "elements of " + type + " are not taken apart as real numbers");
    }
}
