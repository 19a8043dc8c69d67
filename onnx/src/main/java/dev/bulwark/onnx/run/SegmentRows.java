package dev.bulwark.onnx.run;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows that lie one after the other in memory, one segment for each field. */
public final class SegmentRows implements RowSource {
    private final int rows;
    private final Map<Field, MemorySegment> segments;

    /**
     * @param rows their number
     * @param segments of each field {@code rows} rows, in the machine's byte order; on the heap,
     *     outside, or in a mapped file
     */
    public SegmentRows(int rows, Map<Field, MemorySegment> segments) {
        segments.forEach((field, segment) -> {
            if (segment.byteSize() != Math.multiplyExact(rows, field.bytes())) {
                throw new IllegalArgumentException(
                        "%d rows of %s take %d bytes, but %d are given"
                                .formatted(
                                        rows,
                                        field,
                                        Math.multiplyExact(rows, field.bytes()),
                                        segment.byteSize()));
            }
        });
        this.rows = rows;
        this.segments = new LinkedHashMap<>(segments);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public List<Field> fields() {
        return List.copyOf(segments.keySet());
    }

    @Override
    public void read(int row, Field field, MemorySegment target) {
        MemorySegment segment = segments.get(field);
        if (segment == null) {
            throw new IllegalArgumentException("there is no " + field + " in " + fields());
        }
        MemorySegment.copy(segment, row * field.bytes(), target, 0, field.bytes());
    }
}
