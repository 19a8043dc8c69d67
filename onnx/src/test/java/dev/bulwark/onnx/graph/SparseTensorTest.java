package dev.bulwark.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseTensorTest {
    private static final TensorValue TWO = TensorValue.of(new float[] {1, 2}, 2);

    @Test
    void expandsPositionsAndCoordinatesAlike() {
        SparseTensor linear = new SparseTensor(TWO, TensorValue.vector(1, 5), List.of(2L, 3L));
        SparseTensor coordinates =
                new SparseTensor(
                        TWO, TensorValue.of(new long[] {0, 1, 1, 2}, 2, 2), List.of(2L, 3L));
        assertThat(linear.toDense(1 << 10).floats()).containsExactly(0, 1, 0, 0, 0, 2);
        assertThat(coordinates.toDense(1 << 10)).isEqualTo(linear.toDense(1 << 10));
    }

    @Test
    void expandsTypesWhoseElementsShareAByte() {
        TensorValue values =
                TensorValue.ofRaw(ElementType.UINT4, List.of(3L), Bytes.of(new byte[] {0x5A, 7}));
        SparseTensor sparse = new SparseTensor(values, TensorValue.vector(0, 3, 4), List.of(5L));
        assertThat(sparse.toDense(3).raw()).isEqualTo(ByteBuffer.wrap(new byte[] {0x0A, 0x50, 7}));
    }

    @Test
    void expandsTexts() {
        SparseTensor sparse =
                new SparseTensor(
                        TensorValue.of(List.of("a"), 1), TensorValue.vector(1), List.of(3L));
        assertThat(sparse.toDense(100).texts()).containsExactly("", "a", "");
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "1, 1", "-1, 1", "0, 6", "0, 9223372036854775807"})
    void refusesPositionsOutOfOrderOrRange(long first, long second) {
        assertThatThrownBy(() ->
                        new SparseTensor(TWO, TensorValue.vector(first, second), List.of(2L, 3L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 5");
    }

    /** The sum over the axes would be a position of the tensor, but the column is of no row. */
    @Test
    void refusesACoordinateBeyondItsAxis() {
        assertThatThrownBy(() ->
                        new SparseTensor(
                                TWO,
                                TensorValue.of(new long[] {0, 0, 0, 3}, 2, 2),
                                List.of(2L, 3L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 2, but was 3");
    }

    @Test
    void refusesToExpandPastTheBound() {
        SparseTensor bomb =
                new SparseTensor(TWO, TensorValue.vector(0, 1L << 40), List.of(1L << 30, 1L << 30));
        assertThatThrownBy(() -> bomb.toDense(Long.MAX_VALUE))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("as a dense one");
        SparseTensor small = new SparseTensor(TWO, TensorValue.vector(0, 1), List.of(4L));
        assertThatThrownBy(() -> small.toDense(15)).isInstanceOf(BulwarkException.class);
        assertThat(small.toDense(16).elements()).isEqualTo(4);
    }
}
