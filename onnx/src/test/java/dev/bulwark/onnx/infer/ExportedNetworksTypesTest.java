package dev.bulwark.onnx.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.bulwark.onnx.Fixtures;
import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks as PyTorch exports them, with a dynamic batch. */
class ExportedNetworksTypesTest {
    static List<Path> models() throws IOException {
        return Fixtures.modelsOrPlaceholder();
    }

    private static Model read(Path file) throws IOException {
        if (!Files.exists(file)) {
            abort("SKIPPED: " + Fixtures.FOLDER + " is not there");
        }
        return Fixtures.read(file);
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreeWithTheEngineForTwoBatchSizes(Path file) throws IOException {
        Model model = read(file);
        Agreement.check(model, Fixtures.feeds(model, 2, 1));
        Agreement.check(model, Fixtures.feeds(model, 5, 1));
        Model converted = Opsets.current(model);
        Agreement.check(converted, Fixtures.feeds(model, 3, 1));
    }

    @ParameterizedTest
    @MethodSource("models")
    void knowTheBatchOfTheOutputAndEveryOtherLength(Path file) throws IOException {
        Model model = read(file);
        ValueType.OfTensor input = (ValueType.OfTensor) model.graph().inputs().getFirst().type();
        Dimension batch = ((Shape.Ranked) input.shape()).dimensions().getFirst();
        Shape output =
                Objects.requireNonNull(TypeInference.of(model).types().get("output")).shape();
        assertThat(output).isInstanceOf(Shape.Ranked.class);
        List<Dimension> dimensions = ((Shape.Ranked) output).dimensions();
        assertThat(dimensions.getFirst()).isEqualTo(batch);
        assertThat(dimensions.subList(1, dimensions.size()))
                .allMatch(Dimension.Fixed.class::isInstance);
    }
}
