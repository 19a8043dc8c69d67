package dev.bulwark.onnx.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final Digest CONFIGURATION = Digest.of(new byte[] {1});
    private static final Digest DATA = Digest.of(new byte[] {2});

    @TempDir private Path folder;
    private Path file = Path.of("checkpoint");

    private static Checkpoint checkpoint() {
        float[] long_ = new float[17_000];
        Arrays.fill(long_, 0.1f);
        return new Checkpoint(
                CONFIGURATION,
                DATA,
                Map.of("step", 7L),
                Map.of("loss", List.of(0.1, Double.NaN, Double.MIN_VALUE)),
                Map.of(
                        "value:w", new float[] {-0f, Float.MIN_VALUE, Float.NaN},
                        "value:long", long_,
                        "state:w", new float[0]));
    }

    @BeforeEach
    void write() {
        file = folder.resolve("deep/er/checkpoint");
        checkpoint().write(file);
    }

    private static void refused(Path file, String code) {
        refused(file, CONFIGURATION, DATA, code);
    }

    private static void refused(Path file, Digest configuration, Digest data, String code) {
        assertThatThrownBy(() -> Checkpoint.read(file, configuration, data))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.what()).contains(file.toString());
                        });
    }

    @Test
    void givesBackEveryBit() {
        Checkpoint read = Checkpoint.read(file, CONFIGURATION, DATA);
        assertThat(read.counter("step")).isEqualTo(7);
        assertThat(read.series("loss")).containsExactly(0.1, Double.NaN, Double.MIN_VALUE);
        assertThat(read.arrays("value:")).containsOnlyKeys("w", "long");
        assertThat(read.arrays("value:").get("w")).containsExactly(-0f, Float.MIN_VALUE, Float.NaN);
        assertThat(read.arrays("value:").get("long")).hasSize(17_000).containsOnly(0.1f);
        assertThat(read.arrays("state:").get("w")).isEmpty();
        assertThatThrownBy(() -> read.counter("epoch")).hasMessageContaining("no 'epoch'");
    }

    @Test
    void leavesNoPartBehind() throws IOException {
        checkpoint().write(file);
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += length < 300 ? 1 : 4999) {
            Files.write(file, Arrays.copyOf(whole, length));
            refused(file, "CHECKPOINT_DAMAGED");
        }
    }

    @Test
    void refusesEveryFlippedBit() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * whole.length; bit += bit < 800 ? 1 : 39_989) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, flipped);
            refused(file, "CHECKPOINT_DAMAGED");
        }
    }

    @Test
    void refusesBytesBehindTheEnd() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        refused(file, "CHECKPOINT_DAMAGED");
    }

    @Test
    void refusesAnotherVersionConfigurationAndDataByName() throws IOException {
        refused(file, DATA, DATA, "CHECKPOINT_OTHER_CONFIGURATION");
        refused(file, CONFIGURATION, CONFIGURATION, "CHECKPOINT_OTHER_DATA");
        byte[] whole = Files.readAllBytes(file);
        whole[7] = 2;
        byte[] body = Arrays.copyOf(whole, whole.length - Digest.SIZE);
        System.arraycopy(Digest.of(body).bytes(), 0, whole, body.length, Digest.SIZE);
        Files.write(file, whole);
        refused(file, "CHECKPOINT_VERSION");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        refused(folder.resolve("nothing"), "CHECKPOINT_DAMAGED");
    }
}
