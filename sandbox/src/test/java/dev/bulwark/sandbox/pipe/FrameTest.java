package dev.bulwark.sandbox.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final int LIMIT = 1_000;
    private static final Frame SAMPLE =
            new Frame(FrameKind.CALL, 7, 258, "123456789".getBytes(StandardCharsets.US_ASCII));

    @Test
    void readsBackWhatItWrote() throws IOException {
        byte[] twice = ByteBuffer.allocate(66).put(bytes(SAMPLE)).put(bytes(SAMPLE)).array();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(twice), LIMIT);

        assertThat(reader.read()).contains(SAMPLE);
        assertThat(reader.read()).contains(SAMPLE);
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void writesTheDocumentedForm() throws IOException {
        String hex = HexFormat.of().formatHex(bytes(SAMPLE));

        assertThat(hex)
                .startsWith(
                        "42575031"
                                + "02"
                                + "07"
                                + "0000"
                                + "0000000000000102"
                                + "00000009"
                                + "313233343536373839");
        assertThat(hex).hasSize(2 * (Frame.HEADER_BYTES + 9 + 4));
    }

    @Test
    void refusesEveryTruncationButTheEmptyOne() throws IOException {
        byte[] whole = bytes(SAMPLE);

        assertThat(read(new byte[0])).isEmpty();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut))
                    .as("cut to %d", length)
                    .isInstanceOf(PipeException.class);
        }
    }

    @Test
    void refusesEveryBitFlip() throws IOException {
        byte[] whole = bytes(SAMPLE);

        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> read(flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(PipeException.class);
        }
    }

    @Test
    void refusesALengthAboveTheLimitWithoutReadingOn() throws IOException {
        byte[] header = Arrays.copyOf(bytes(SAMPLE), Frame.HEADER_BYTES);
        ByteBuffer.wrap(header).putInt(16, Integer.MAX_VALUE);

        assertThatThrownBy(() -> read(header))
                .hasMessageContaining("announces 2147483647 bytes, the limit is 1000");
    }

    @Test
    void refusesANegativeLength() throws IOException {
        byte[] header = Arrays.copyOf(bytes(SAMPLE), Frame.HEADER_BYTES);
        ByteBuffer.wrap(header).putInt(16, -1);

        assertThatThrownBy(() -> read(header)).hasMessageContaining("4294967295 bytes");
    }

    @Test
    void readsAFrameThatArrivesByteByByte() throws IOException {
        InputStream slow =
                new ByteArrayInputStream(bytes(SAMPLE)) {
                    @Override
                    public synchronized int read(byte[] buffer, int offset, int length) {
                        return super.read(buffer, offset, Math.min(length, 1));
                    }
                };

        assertThat(new FrameReader(slow, LIMIT).read()).contains(SAMPLE);
    }

    @Test
    void aRefusalLosesControlCharactersAndLength() {
        Refusal refusal = new Refusal("CODE_1", "a\r\nforged log line" + "x".repeat(5_000));

        assertThat(refusal.detail()).startsWith("a  forged").hasSize(1_024);
    }

    private static byte[] bytes(Frame frame) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out);
        writer.write(frame);
        writer.flush();
        return out.toByteArray();
    }

    private static Optional<Frame> read(byte[] bytes) throws IOException {
        return new FrameReader(new ByteArrayInputStream(bytes), LIMIT).read();
    }
}
