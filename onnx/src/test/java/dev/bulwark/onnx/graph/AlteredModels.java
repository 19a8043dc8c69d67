package dev.bulwark.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.proto.GraphProto;
import dev.bulwark.onnx.proto.ModelProto;
import java.io.IOException;
import java.util.function.Consumer;

/** Models that were changed behind the back of our own writer, and what the reader says of them. */
final class AlteredModels {
    private AlteredModels() {}

    static void refused(Bytes file, String code, String... words) {
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            for (String word : words) {
                                assertThat(e.what()).contains(word);
                            }
                            assertThat(e.fix()).isNotBlank();
                        });
    }

    static Bytes bytes(ModelProto.Builder model) {
        return Bytes.of(model.build().toByteArray());
    }

    static ModelProto.Builder model(Consumer<GraphProto.Builder> change) {
        ModelProto.Builder model;
        try {
            model =
                    ModelProto.parseFrom(OnnxWriter.write(SmallModels.linear()).toArray())
                            .toBuilder();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        change.accept(model.getGraphBuilder());
        return model;
    }
}
