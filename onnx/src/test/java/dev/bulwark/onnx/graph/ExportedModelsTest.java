package dev.bulwark.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.run.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models as PyTorch's two exporters write them: read, written again, taken by the engine. */
class ExportedModelsTest {
    private static final String FOLDER = "shared/data/onnx-gradients";

    static List<Path> models() throws IOException {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(FOLDER))) {
                try (Stream<Path> files = Files.walk(at.resolve(FOLDER), 2)) {
                    return files.filter(file -> file.endsWith("model.onnx")).sorted().toList();
                }
            }
        }
        return List.of(Path.of(FOLDER));
    }

    @ParameterizedTest
    @MethodSource("models")
    void areReadWrittenAndLoaded(Path file) throws IOException {
        if (!Files.exists(file)) {
            abort("SKIPPED: " + FOLDER + " is not there");
        }
        Model model = OnnxReader.read(Bytes.of(Files.readAllBytes(file)));
        Bytes written = OnnxWriter.write(model);
        assertThat(OnnxReader.read(written)).isEqualTo(model);
        try (Session session = Session.open(written)) {
            assertThat(session.outputs()).extracting(ValueInfo::name).containsExactly("output");
        }
    }
}
