package dev.bulwark.onnx.run;

import dev.bulwark.onnx.graph.ElementType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Rows that a model is fed, read in any order, one field at a time; they need not fit the heap, or
 * memory at all. See {@link SegmentRows} for rows in memory outside the heap or in a mapped file.
 */
public interface RowSource {
    /**
     * An input of the model.
     *
     * @param name of the input
     * @param type any but STRING
     * @param row shape of one row, without the batch axis
     */
    record Field(String name, ElementType type, List<Long> row) {
        public Field {
            row = List.copyOf(row);
            if (name.isEmpty() || type.size() == 0 || !type.isExchanged()) {
                throw new IllegalArgumentException(
                        "a field has a name and numbers, but was '%s' of %s".formatted(name, type));
            }
            bytes(type, row);
        }

        /** Bytes one row takes. */
        public long bytes() {
            return bytes(type, row);
        }

        private static long bytes(ElementType type, List<Long> row) {
            long[] shape = row.stream().mapToLong(Long::longValue).toArray();
            return (long) Tensor.elementCount(shape) * type.size();
        }
    }

    /** Number of rows, {@code >= 0}. */
    int rows();

    /** What a row consists of. */
    List<Field> fields();

    /**
     * Writes one field of one row.
     *
     * @param row from 0 to before {@link #rows}
     * @param target as long as the field, in the machine's byte order
     */
    void read(int row, Field field, MemorySegment target);
}
