package dev.bulwark.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.onnx.graph.ElementType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesTest {
    private static final RowSource.Field PAIR =
            new RowSource.Field("x", ElementType.FLOAT, List.of(2L));
    private static final RowSource.Field CODE =
            new RowSource.Field("code", ElementType.INT64, List.of());

    /** Row i is (2i, 2i + 1) with code i. */
    private static RowSource rows(int count) {
        float[] pairs = new float[2 * count];
        long[] codes = new long[count];
        for (int i = 0; i < count; i++) {
            pairs[2 * i] = 2 * i;
            pairs[2 * i + 1] = 2 * i + 1;
            codes[i] = i;
        }
        return new SegmentRows(
                count,
                Map.of(PAIR, MemorySegment.ofArray(pairs), CODE, MemorySegment.ofArray(codes)));
    }

    private static Tensor of(Map<String, Tensor> batch, String name) {
        return batch.getOrDefault(name, Tensor.of(new float[0], 0));
    }

    @Test
    void gathersRowsInTheOrderGiven() {
        try (Batches batches = new Batches(rows(4), 3)) {
            Map<String, Tensor> batch = batches.gather(new int[] {0, 3, 1}, 1, 3);
            assertThat(of(batch, "x").shape()).containsExactly(2, 2);
            assertThat(of(batch, "x").floats()).containsExactly(6, 7, 2, 3);
            assertThat(of(batch, "code").longs()).containsExactly(3, 1);
        }
    }

    @Test
    void handsOverEveryRowOnceWithTheRestLast() {
        List<Integer> sizes = new ArrayList<>();
        List<Long> codes = new ArrayList<>();
        try (Batches batches = new Batches(rows(7), 3)) {
            batches.forEach((batch, first, rows) -> {
                sizes.add(rows);
                assertThat(first).isEqualTo(codes.size());
                for (long code : of(batch, "code").longs()) {
                    codes.add(code);
                }
            });
        }
        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(codes).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void readsAFileThatTheHeapDoesNotHold(@TempDir Path folder) throws IOException {
        int count = 50_000;
        Path file = folder.resolve("rows.f32");
        try (FileChannel channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            MemorySegment mapped =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, count * PAIR.bytes(), arena);
            mapped.setAtIndex(ValueLayout.JAVA_FLOAT, 2L * count - 1, 5);
            long before = NativeMemory.held().tensorBytes();
            try (Batches batches = new Batches(new SegmentRows(count, Map.of(PAIR, mapped)), 10)) {
                assertThat(NativeMemory.held().tensorBytes() - before).isEqualTo(80);
                Map<String, Tensor> batch = batches.gather(new int[] {0, count - 1}, 0, 2);
                assertThat(of(batch, "x").floats()).containsExactly(0, 0, 0, 5);
            }
        }
    }

    @Test
    void refusesBatchesOfAnotherSize() {
        assertThatThrownBy(() -> new Batches(rows(2), 0))
                .isInstanceOf(IllegalArgumentException.class);
        try (Batches batches = new Batches(rows(4), 2)) {
            assertThatThrownBy(() -> batches.gather(new int[4], 0, 3))
                    .hasMessageContaining("1 to 2 rows, but was asked for 3");
            assertThatThrownBy(() -> batches.gather(new int[4], 1, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        MemorySegment odd = MemorySegment.ofArray(new byte[7]);
        assertThatThrownBy(() -> new SegmentRows(1, Map.of(PAIR, odd)))
                .hasMessageContaining("take 8 bytes, but 7 are given");
    }

    @Test
    void leavesNothingBehind() {
        NativeMemory.Held before = NativeMemory.held();
        try (Batches batches = new Batches(rows(4), 2)) {
            batches.forEach((_, _, _) -> {});
        }
        assertThat(NativeMemory.held()).isEqualTo(before);
    }
}
