package dev.bulwark.onnx.run;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Streams mini-batches of a {@link RowSource} through buffers that are allocated once and read by
 * the engine in place. Memory is that of one batch, whatever the number of rows. Not safe for use
 * by several threads.
 */
public final class Batches implements AutoCloseable {
    private final RowSource source;
    private final int size;
    private final Map<RowSource.Field, Tensor> buffers = new LinkedHashMap<>();
    private Map<String, Tensor> shown = Map.of();
    private int shownRows;

    /** Uses a batch. */
    @FunctionalInterface
    public interface Consumer {
        /**
         * @param batch tensors by input name, valid until the call returns
         * @param first place of its first row in the order
         * @param rows its number of rows
         */
        void accept(Map<String, Tensor> batch, int first, int rows);
    }

    /**
     * @param size rows of a batch, {@code >= 1}
     */
    public Batches(RowSource source, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a batch has >= 1 rows, but was asked for " + size);
        }
        this.source = source;
        this.size = size;
        try {
            for (RowSource.Field field : source.fields()) {
                buffers.put(field, Tensor.allocate(field.type(), shape(field, size)));
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            buffers.values().forEach(Tensor::close);
            throw e;
        }
    }

    private static long[] shape(RowSource.Field field, int rows) {
        long[] shape = new long[field.row().size() + 1];
        shape[0] = rows;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = field.row().get(i - 1);
        }
        return shape;
    }

    /**
     * The rows {@code order[from]} to before {@code order[to]}, at most a batch of them.
     *
     * @return tensors by input name; the next call overwrites them
     */
    public Map<String, Tensor> gather(int[] order, int from, int to) {
        if (to - from < 1 || to - from > size) {
            throw new IllegalArgumentException(
                    "a batch has 1 to %d rows, but was asked for %d".formatted(size, to - from));
        }
        Map<String, Tensor> batch = shown(to - from);
        buffers.forEach((field, buffer) -> {
            MemorySegment memory = buffer.segment();
            long bytes = field.bytes();
            for (int i = from; i < to; i++) {
                source.read(order[i], field, memory.asSlice((i - from) * bytes, bytes));
            }
        });
        return batch;
    }

    /** Shows the buffers as {@code rows} rows; the last batch of an epoch is often smaller. */
    private Map<String, Tensor> shown(int rows) {
        if (rows != shownRows) {
            shown.values().forEach(Tensor::close);
            Map<String, Tensor> views = new LinkedHashMap<>();
            buffers.forEach((field, buffer) ->
                    views.put(field.name(), buffer.slice(0, shape(field, rows))));
            shown = views;
            shownRows = rows;
        }
        return shown;
    }

    /** Hands all rows to {@code consumer}, batch by batch, in their own order. */
    public void forEach(Consumer consumer) {
        int[] order = new int[size];
        for (int from = 0; from < source.rows(); from += size) {
            int rows = Math.min(size, source.rows() - from);
            for (int i = 0; i < rows; i++) {
                order[i] = from + i;
            }
            consumer.accept(gather(order, 0, rows), from, rows);
        }
    }

    /** Frees the buffers. */
    @Override
    public void close() {
        shown.values().forEach(Tensor::close);
        buffers.values().forEach(Tensor::close);
    }
}
