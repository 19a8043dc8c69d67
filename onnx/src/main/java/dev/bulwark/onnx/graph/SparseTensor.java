package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A constant tensor most of whose elements are zero (ONNX IR, {@code SparseTensorProto}). The
 * positions come in order and none twice, so that equal tensors have one form and expanding one
 * costs a single pass.
 *
 * @param values the elements that are stored, shape {@code [k]}
 * @param indices where they stand, INT64: of shape {@code [k]} positions in row-major order, of
 *     shape {@code [k, rank]} one coordinate for each axis; ascending, none twice
 * @param dimensions lengths of the dense tensor's axes, each {@code >= 1}; at least one axis
 */
public record SparseTensor(TensorValue values, TensorValue indices, List<Long> dimensions) {
    public SparseTensor {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty() || dimensions.size() > TensorValue.MAX_RANK) {
            throw new IllegalArgumentException(
                    "a sparse tensor has 1 to %d axes, but got %d"
                            .formatted(TensorValue.MAX_RANK, dimensions.size()));
        }
        if (dimensions.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "a sparse tensor's lengths are >= 1, but the shape is " + dimensions);
        }
        if (values.dimensions().size() != 1) {
            throw new IllegalArgumentException(
                    "a sparse tensor's values have one axis, but their shape is "
                            + values.dimensions());
        }
        long stored = values.elements();
        boolean linear = indices.dimensions().equals(List.of(stored));
        if (!linear && !indices.dimensions().equals(List.of(stored, (long) dimensions.size()))) {
            throw new IllegalArgumentException(
                    "%d sparse values of rank %d have indices of shape %s"
                            .formatted(stored, dimensions.size(), indices.dimensions()));
        }
        requireAscending(positions(indices.longs(), linear, dimensions), size(dimensions));
    }

    private static long size(List<Long> dimensions) {
        return dimensions.stream().reduce(1L, Math::multiplyExact);
    }

    private static void requireAscending(long[] positions, long size) {
        long last = -1;
        for (long position : positions) {
            if (position <= last || position >= size) {
                throw new IllegalArgumentException(
                        "sparse positions ascend from 0 to %d, but %d follows %d"
                                .formatted(size - 1, position, last));
            }
            last = position;
        }
    }

    /** Row-major positions; each coordinate within its axis, so that nothing overflows. */
    private static long[] positions(long[] indices, boolean linear, List<Long> dimensions) {
        if (linear) {
            return indices;
        }
        int rank = dimensions.size();
        long[] positions = new long[indices.length / rank];
        for (int i = 0; i < indices.length; i++) {
            long length = dimensions.get(i % rank);
            if (indices[i] < 0 || indices[i] >= length) {
                throw new IllegalArgumentException(
                        "a sparse coordinate of an axis of %d is 0 to %d, but was %d"
                                .formatted(length, length - 1, indices[i]));
            }
            positions[i / rank] =
                    Math.addExact(Math.multiplyExact(positions[i / rank], length), indices[i]);
        }
        return positions;
    }

    /** Its type once it is dense. */
    public ValueType.OfTensor denseType() {
        return new ValueType.OfTensor(values.elementType(), Shape.of(dimensions));
    }

    /** Bytes the dense tensor takes; of texts, four for each element's place in a list. */
    public long denseBytes() {
        return values.elementType() == ElementType.STRING
                ? Math.multiplyExact(size(dimensions), Integer.BYTES)
                : values.elementType().bytes(size(dimensions));
    }

    /**
     * The dense tensor: what is not stored is zero, or the empty text.
     *
     * @param mostBytes what it may take; a few indices can stand for gigabytes
     * @throws BulwarkException {@code MODEL_TOO_LARGE} if it would take more, or more than an array
     *     holds
     */
    public TensorValue toDense(long mostBytes) {
        long most = Math.min(mostBytes, Integer.MAX_VALUE - Long.BYTES);
        if (denseBytes() > most || size(dimensions) > Integer.MAX_VALUE) {
            throw WireScan.tooLarge(
                    "holds a sparse tensor of %s %s, which as a dense one takes %d bytes, not %d"
                            .formatted(values.elementType(), dimensions, denseBytes(), most));
        }
        boolean linear = indices.dimensions().size() == 1;
        long[] positions = positions(indices.longs(), linear, dimensions);
        TensorValue dense =
                values.elementType() == ElementType.STRING ? texts(positions) : numbers(positions);
        return dense.withAnnotations(values.annotations());
    }

    private TensorValue texts(long[] positions) {
        List<Bytes> dense =
                new ArrayList<>(Collections.nCopies((int) size(dimensions), Bytes.of(new byte[0])));
        for (int i = 0; i < positions.length; i++) {
            dense.set((int) positions[i], values.byteStrings().get(i));
        }
        return TensorValue.ofByteStrings(dimensions, dense);
    }

    private TensorValue numbers(long[] positions) {
        ElementType type = values.elementType();
        byte[] dense = new byte[(int) denseBytes()];
        ByteBuffer stored = values.raw();
        int size = type.size();
        for (int i = 0; i < positions.length; i++) {
            if (type.isPacked()) {
                long bit = positions[i] * type.bits();
                int element = bitsAt(stored, (long) i * type.bits(), type.bits());
                dense[(int) (bit / Byte.SIZE)] |= (byte) (element << (bit % Byte.SIZE));
            } else {
                stored.get(i * size, dense, (int) positions[i] * size, size);
            }
        }
        return TensorValue.adopt(type, dimensions, dense);
    }

    private static int bitsAt(ByteBuffer bytes, long bit, int count) {
        int whole = Byte.toUnsignedInt(bytes.get((int) (bit / Byte.SIZE)));
        return (whole >> (bit % Byte.SIZE)) & ((1 << count) - 1);
    }
}
