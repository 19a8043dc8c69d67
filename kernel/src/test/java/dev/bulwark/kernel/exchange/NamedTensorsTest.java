package dev.bulwark.kernel.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedTensorsTest {
    private static final NamedTensors SAMPLE =
            new NamedTensors(
                    List.of(
                            new NamedTensor(
                                    "age", List.of(2, 1), TensorValues.Floats.of(31.5f, -0f)),
                            new NamedTensor(
                                    "purpose",
                                    List.of(2, 1),
                                    new TensorValues.Texts(List.of("used car", "größe"))),
                            new NamedTensor("n", List.of(), TensorValues.Longs.of(-1L))));

    @Test
    void readsBackWhatItWrote() {
        assertThat(NamedTensors.parse(Bytes.of(SAMPLE.toBytes()))).isEqualTo(SAMPLE);
    }

    @Test
    void writesTheDocumentedForm() {
        NamedTensors one =
                new NamedTensors(
                        List.of(new NamedTensor("x", List.of(1), TensorValues.Floats.of(1f))));

        assertThat(HexFormat.of().formatHex(one.toBytes()))
                .isEqualTo("0100" + "0100" + "78" + "01" + "01" + "01000000" + "0000803f");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = SAMPLE.toBytes();

        for (int length = 0; length < whole.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> NamedTensors.parse(cut))
                    .as("cut to %d", length)
                    .isInstanceOf(BulwarkException.class);
        }
    }

    @Test
    void survivesEveryBitFlip() {
        byte[] whole = SAMPLE.toBytes();
        int refused = 0;

        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            try {
                assertThat(NamedTensors.parse(Bytes.of(flipped))).isNotEqualTo(SAMPLE);
            } catch (BulwarkException e) {
                assertThat(e.code()).isEqualTo("TENSORS_MALFORMED");
                refused++;
            }
        }

        assertThat(refused).isPositive();
    }

    @Test
    void refusesAShapeLargerThanItsBytesBeforeAllocating() {
        byte[] bomb =
                HexFormat.of()
                        .parseHex("0100" + "0100" + "78" + "01" + "02" + "ffffff7f" + "01000000");

        assertThatThrownBy(() -> NamedTensors.parse(Bytes.of(bomb)))
                .hasMessageContaining("end too early");
    }

    @Test
    void refusesANameThatComesTwice() {
        NamedTensor tensor = new NamedTensor("x", List.of(1), TensorValues.Floats.of(1f));

        assertThatThrownBy(() -> new NamedTensors(List.of(tensor, tensor)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x' comes twice");
    }
}
