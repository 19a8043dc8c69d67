package dev.bulwark.onnx.rewrite;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The elements of constants, read and written one by one. */
final class Elements {
    private static final Set<ElementType> WHOLE =
            Set.of(ElementType.INT64, ElementType.INT32, ElementType.BOOL);
    private static final Set<ElementType> REAL = Set.of(ElementType.FLOAT, ElementType.DOUBLE);

    private Elements() {}

    /** Whether {@link #longs} reads the type: whole numbers, and truth values as 0 and 1. */
    static boolean isWhole(ElementType type) {
        return WHOLE.contains(type);
    }

    /** Whether {@link #doubles} reads the type without loss. */
    static boolean isReal(ElementType type) {
        return REAL.contains(type);
    }

    /** The elements of a tensor of whole numbers. */
    static long[] longs(TensorValue value) {
        if (!isWhole(value.elementType())) {
            throw new IllegalArgumentException(value + " does not hold whole numbers");
        }
        ByteBuffer raw = value.raw();
        long[] longs = new long[(int) value.elements()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] =
                    switch (value.elementType().size()) {
                        case Long.BYTES -> raw.getLong();
                        case Integer.BYTES -> raw.getInt();
                        default -> raw.get() == 0 ? 0 : 1;
                    };
        }
        return longs;
    }

    static double[] doubles(TensorValue value) {
        ByteBuffer raw = value.raw();
        double[] doubles = new double[(int) value.elements()];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] =
                    value.elementType() == ElementType.FLOAT ? raw.getFloat() : raw.getDouble();
        }
        return doubles;
    }

    /** Whole numbers of {@code type}, if it holds them all. */
    static Optional<TensorValue> whole(ElementType type, List<Long> sizes, long[] values) {
        ByteBuffer raw = buffer(type, values.length);
        for (long value : values) {
            if (type == ElementType.INT64) {
                raw.putLong(value);
            } else if (type == ElementType.INT32 && value == (int) value) {
                raw.putInt((int) value);
            } else if (type == ElementType.BOOL && (value == 0 || value == 1)) {
                raw.put((byte) value);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(tensor(type, sizes, raw));
    }

    /** The nearest numbers of {@code type}, unless one is no number: its bits are the engine's. */
    static Optional<TensorValue> real(ElementType type, List<Long> sizes, double[] values) {
        ByteBuffer raw = buffer(type, values.length);
        for (double value : values) {
            if (Double.isNaN(value)) {
                return Optional.empty();
            }
            if (type == ElementType.FLOAT) {
                raw.putFloat((float) value);
            } else {
                raw.putDouble(value);
            }
        }
        return Optional.of(tensor(type, sizes, raw));
    }

    /** The elements of {@code from} at row-major positions {@code at}, in that order. */
    static TensorValue pick(TensorValue from, int[] at, List<Long> sizes) {
        int size = from.elementType().size();
        ByteBuffer raw = from.raw();
        ByteBuffer picked = buffer(from.elementType(), at.length);
        for (int position : at) {
            picked.put(raw.slice(position * size, size));
        }
        return tensor(from.elementType(), sizes, picked);
    }

    /** The same elements along other axes. */
    static TensorValue reshaped(TensorValue from, List<Long> sizes) {
        byte[] bytes = new byte[from.raw().remaining()];
        from.raw().get(bytes);
        return TensorValue.ofRaw(from.elementType(), sizes, Bytes.of(bytes));
    }

    /** The tensor of a filled buffer. */
    static TensorValue tensor(ElementType type, List<Long> sizes, ByteBuffer filled) {
        byte[] bytes = new byte[filled.flip().remaining()];
        filled.get(bytes);
        return TensorValue.ofRaw(type, sizes, Bytes.of(bytes));
    }

    static ByteBuffer buffer(ElementType type, int elements) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, type.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
