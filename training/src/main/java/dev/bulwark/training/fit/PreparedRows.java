package dev.bulwark.training.fit;

import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.build.Network;
import dev.bulwark.onnx.build.TrainingGraph;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.RowSource;
import dev.bulwark.onnx.run.SegmentRows;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as a network takes them, prepared once and kept outside the heap, with their labels. */
final class PreparedRows implements AutoCloseable {
    private static final int BATCH = 1_000;

    private final Tensor features;
    private final int[] labels;
    private final int width;

    private PreparedRows(Tensor features, int[] labels, int width) {
        this.features = features;
        this.labels = labels;
        this.width = width;
    }

    static PreparedRows of(Network network, Table table) {
        int width = network.width();
        Tensor features = Tensor.allocate(ElementType.FLOAT, table.rows(), width);
        try (Session session = Session.open(network.preparation(), EngineOptions.deterministic())) {
            for (int from = 0; from < table.rows(); from += BATCH) {
                int to = Math.min(table.rows(), from + BATCH);
                try (Tensor part = features.slice((long) from * width, to - from, width)) {
                    session.run(
                            RowFeeds.of(table, from, to),
                            List.of(),
                            Map.of(TrainingGraph.FEATURES, part));
                }
            }
            return new PreparedRows(features, table.labels(), width);
        } catch (RuntimeException e) {
            features.close();
            throw e;
        }
    }

    int count() {
        return labels.length;
    }

    int label(int row) {
        return labels[row];
    }

    /** Features, and the labels as class codes if {@code codes} names an input for them. */
    RowSource source(List<String> codes) {
        Map<RowSource.Field, MemorySegment> fields = new LinkedHashMap<>();
        fields.put(
                new RowSource.Field(
                        TrainingGraph.FEATURES, ElementType.FLOAT, List.of((long) width)),
                features.segment());
        for (String input : codes) {
            long[] values = new long[labels.length];
            for (int row = 0; row < labels.length; row++) {
                values[row] = labels[row];
            }
            fields.put(
                    new RowSource.Field(input, ElementType.INT64, List.of()),
                    MemorySegment.ofArray(values));
        }
        return new SegmentRows(labels.length, fields);
    }

    /** Adds every bit of the rows, in order. */
    void addTo(MessageDigest digest) {
        digest.update(features.segment().asByteBuffer());
        ByteBuffer codes = ByteBuffer.allocate(Math.multiplyExact(labels.length, Integer.BYTES));
        codes.asIntBuffer().put(labels);
        digest.update(codes);
    }

    @Override
    public void close() {
        features.close();
    }
}
