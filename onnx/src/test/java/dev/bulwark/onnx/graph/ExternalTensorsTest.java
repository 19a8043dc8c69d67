package dev.bulwark.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.proto.ModelProto;
import dev.bulwark.onnx.proto.TensorProto;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code logits = x · w + b} with w, six numbers, in another file. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExternalTensorsTest {
    private static final int SIZE = 6 * Float.BYTES;

    @TempDir private Path home = Path.of("");

    private Path folder = Path.of("");

    @BeforeEach
    void writeWeights() throws IOException {
        folder = Files.createDirectory(home.resolve("model"));
        Files.write(folder.resolve("w.bin"), weights(8));
    }

    /** Numbers 1 to 6 after a header, in pieces that no section takes. */
    private static byte[] weights(int header) {
        ByteBuffer bytes = ByteBuffer.allocate(header + SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(header);
        for (int i = 1; i <= 6; i++) {
            bytes.putFloat(i);
        }
        return bytes.array();
    }

    private Path modelWith(String... entries) throws IOException {
        ModelProto.Builder model =
                ModelProto.parseFrom(OnnxWriter.write(SmallModels.linear()).toArray()).toBuilder();
        TensorProto.Builder w = model.getGraphBuilder().getInitializerBuilder(0);
        w.clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < entries.length; i += 2) {
            w.addExternalDataBuilder().setKey(entries[i]).setValue(entries[i + 1]);
        }
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    private void refused(String words, String... entries) throws IOException {
        Path file = modelWith(entries);
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("MODEL_EXTERNAL_TENSOR");
                            assertThat(e.what()).contains("'w'", words);
                            assertThat(e.fix()).isNotBlank();
                        });
    }

    @Test
    void readsASectionOfAFileBesideTheModel() throws IOException {
        Path file =
                modelWith("location", "w.bin", "offset", "8", "length", "24", "checksum", "none");
        assertThat(OnnxReader.read(file)).isEqualTo(SmallModels.linear());
    }

    @Test
    void takesTheShapeForAMissingLength() throws IOException {
        assertThat(OnnxReader.read(modelWith("location", "./w.bin", "offset", "8")))
                .isEqualTo(SmallModels.linear());
    }

    @Test
    void readsALinkThatStaysInside() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("w.bin"));
        assertThat(OnnxReader.read(modelWith("location", "link", "offset", "8")))
                .isEqualTo(SmallModels.linear());
    }

    @Test
    void letsTensorsShareASection() throws IOException {
        Path file = modelWith("location", "w.bin", "offset", "8");
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
        TensorProto w = model.getGraph().getInitializer(0);
        model.getGraphBuilder().addInitializer(w.toBuilder().setName("same"));
        model.getGraphBuilder()
                .addInitializer(w.toBuilder().setName("part").clearDims().addDims(2));
        Files.write(file, model.build().toByteArray());
        Map<String, TensorValue> read = OnnxReader.read(file).graph().initializers();
        assertThat(read.get("same")).isEqualTo(read.get("w"));
        assertThat(read.get("part")).isEqualTo(TensorValue.of(new float[] {1, 2}, 2));
    }

    @Test
    void staysRefusedWhereThereAreOnlyBytes() throws IOException {
        Bytes file = Bytes.of(Files.readAllBytes(modelWith("location", "w.bin", "offset", "8")));
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("OnnxReader.read(Path)");
    }

    @Test
    void refusesAPathThatClimbsOut() throws IOException {
        Files.write(home.resolve("secret"), weights(0));
        refused("not inside", "location", "../secret");
        refused("not inside", "location", "a/../../secret");
        refused("not inside", "location", "../model/w.bin");
        refused("not inside", "location", "..\\secret");
    }

    @Test
    void refusesAnAbsolutePath() throws IOException {
        refused("not inside", "location", folder.resolve("w.bin").toAbsolutePath().toString());
        refused("not inside", "location", "/etc/passwd");
    }

    @Test
    void refusesALinkThatLeadsOut() throws IOException {
        Path secret = Files.write(home.resolve("secret"), weights(0));
        Files.createSymbolicLink(folder.resolve("link"), secret);
        Files.createSymbolicLink(folder.resolve("up"), home);
        refused("not inside", "location", "link");
        refused("not inside", "location", "up/secret");
    }

    @Test
    void refusesWhatIsNoRegularFile() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("sub"));
        refused("no regular file", "location", "sub");
        refused("no regular file", "location", ".");
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        refused("no regular file", "location", "pipe");
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        refused("not there", "location", "missing");
        refused("not there", "location", "w.bin/x");
        refused("not inside", "location", "");
        refused("not inside", "offset", "0");
        refused("cannot exist", "location", "w\0.bin");
    }

    @Test
    void refusesASectionBeyondTheEnd() throws IOException {
        refused("the file has 32", "location", "w.bin", "offset", "9");
        refused("the file has 32", "location", "w.bin", "offset", "33");
        refused("the file has 32", "location", "w.bin", "offset", "999999999999999999");
    }

    @Test
    void refusesNumbersThatAreNoSizes() throws IOException {
        refused("no size", "location", "w.bin", "length", "-24");
        refused("no size", "location", "w.bin", "offset", "-8");
        refused("no size", "location", "w.bin", "offset", "9999999999999999999");
        refused("no size", "location", "w.bin", "offset", "0x8");
        refused("no size", "location", "w.bin", "length", "");
    }

    @Test
    void refusesALengthOtherThanTheTensors() throws IOException {
        refused("has 24 bytes by its shape, but 20", "location", "w.bin", "length", "20");
        refused("has 24 bytes by its shape, but 0", "location", "w.bin", "length", "0");
    }

    @Test
    void refusesAKeyGivenTwice() throws IOException {
        refused("twice", "location", "w.bin", "location", "other");
    }

    /** One small file, taken a thousand times, would still be a thousand copies. */
    @Test
    void boundsWhatAllSectionsTakeTogether() throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[1 << 20]);
        ModelProto.Builder model =
                ModelProto.parseFrom(
                        Files.readAllBytes(modelWith("location", "w.bin", "offset", "8")))
                        .toBuilder();
        TensorProto.Builder large = model.getGraph().getInitializer(0).toBuilder();
        large.clearDims().addDims(250_000);
        for (int i = 0; i < 1000; i++) {
            model.getGraphBuilder().addInitializer(large.setName("copy" + i));
        }
        Path file = Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
        assertThatThrownBy(() -> OnnxReader.read(file, new Limits(1 << 20, 16 << 20, 10, 64)))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("MODEL_TOO_LARGE"));
    }

    @Test
    void refusesAModelFileThatIsTooLargeOrMissing() throws IOException {
        Path file = modelWith("location", "w.bin", "offset", "8");
        assertThatThrownBy(() -> OnnxReader.read(file, new Limits(10, 1 << 20, 10, 64)))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("more than 10");
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("none.onnx")))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void comesBackFromTheEngineAsItWasWritten() throws IOException {
        Path file = folder.resolve("whole.onnx");
        Model model = SmallModels.linear();
        OnnxWriter.write(model, file, 16);
        Model read = OnnxReader.read(file);
        assertThat(read).isEqualTo(model);
        try (Session session = Session.open(read)) {
            Tensor x = Tensor.of(new float[] {1, 1}, 1, 2);
            assertThat(session.compute(Map.of("x", x), "logits").floats())
                    .containsExactly(6, 9, 12);
        }
    }

    @Test
    void beginsEverySectionAtAPage() throws IOException {
        Path file = folder.resolve("whole.onnx");
        OnnxWriter.write(SmallModels.linear(), file, 1);
        ModelProto written = ModelProto.parseFrom(Files.readAllBytes(file));
        assertThat(written.getGraph().getInitializerList())
                .extracting(tensor -> tensor.getExternalData(1).getValue())
                .containsExactly("0", "4096");
        assertThat(OnnxReader.read(file)).isEqualTo(SmallModels.linear());
    }

    @Test
    void leavesNothingBehindButModelAndWeights() throws IOException {
        Path target = Files.createDirectory(home.resolve("target"));
        OnnxWriter.write(SmallModels.linear(), target.resolve("m.onnx"), 16);
        OnnxWriter.write(SmallModels.linear(), target.resolve("m.onnx"), 16);
        OnnxWriter.write(SmallModels.linear(), target.resolve("small.onnx"), 1 << 20);
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .hasSize(3)
                    .anyMatch(name -> name.matches("m\\.onnx\\.[0-9a-f]{16}\\.weights"))
                    .contains("m.onnx", "small.onnx");
        }
    }
}
