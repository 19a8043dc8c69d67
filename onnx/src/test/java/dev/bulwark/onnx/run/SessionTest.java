package dev.bulwark.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionTest {
    /** {@code y = x · w}, {@code same = text}. */
    private static Model model() {
        GraphBuilder builder = GraphBuilder.named("small");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        builder.input("text", ValueType.tensor(ElementType.STRING, Shape.batched("batch")));
        builder.initializer("w", TensorValue.of(new float[] {1, 2, 3, 4}, 2, 2));
        builder.named("y", "MatMul", List.of("x", "w"), Map.of());
        builder.named("same", "Identity", List.of("text"), Map.of());
        builder.output("y", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        builder.output("same", ValueType.tensor(ElementType.STRING, Shape.batched("batch")));
        return Model.of(builder.build());
    }

    private static Map<String, Tensor> feeds() {
        return Map.of(
                "x", Tensor.of(new float[] {1, 0, 0, 1}, 2, 2),
                "text", Tensor.of(new String[] {"ä", ""}, 2));
    }

    @Test
    void computesNumbersAndTexts() {
        try (Session session = Session.open(model())) {
            assertThat(session.compute(feeds(), "y").floats()).containsExactly(1, 2, 3, 4);
            assertThat(session.compute(feeds(), "same").strings()).containsExactly("ä", "");
            assertThat(session.run(feeds())).containsOnlyKeys("y", "same");
        }
    }

    @Test
    void tellsWhatTheModelDeclares() {
        try (Session session = Session.open(model())) {
            assertThat(session.inputs().getFirst().type())
                    .isEqualTo(
                            ValueType.tensor(
                                    ElementType.FLOAT,
                                    new Shape.Ranked(
                                            List.of(Dimension.of("batch"), Dimension.of(2)))));
        }
    }

    @Test
    void computesIntoATensorThatIsThereAlready() {
        Tensor input = Tensor.allocate(ElementType.FLOAT, 1, 2);
        Tensor target = Tensor.allocate(ElementType.FLOAT, 1, 2);
        Tensor text = Tensor.of(new String[] {""}, 1);
        try (Session session = Session.open(model())) {
            for (int round = 1; round < 4; round++) {
                input.set(new float[] {round, 0});
                assertThat(
                                session.run(
                                        Map.of("x", input, "text", text),
                                        List.of("same"),
                                        Map.of("y", target)))
                        .containsOnlyKeys("same");
                assertThat(target.floats()).containsExactly(round, 2 * round);
            }
        }
    }

    @Test
    void refusesATargetThatCannotBeWritten() {
        Tensor fixed = Tensor.of(new float[4], 2, 2);
        try (Session session = Session.open(model())) {
            assertThatThrownBy(() -> session.run(feeds(), List.of(), Map.of("y", fixed)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not made by Tensor.allocate");
        }
    }

    @Test
    void namesTheInputThatDoesNotFit() {
        try (Session session = Session.open(model())) {
            Tensor text = Tensor.of(new String[] {"a", "b"}, 2);
            for (Tensor wrong :
                    List.of(
                            Tensor.of(new float[6], 2, 3),
                            Tensor.of(new float[2], 2),
                            Tensor.of(new double[4], 2, 2),
                            text)) {
                assertThatThrownBy(() -> session.run(Map.of("x", wrong, "text", text)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("the input 'x' takes");
            }
        }
    }

    @Test
    void namesWhatTheModelDoesNotHave() {
        try (Session session = Session.open(model())) {
            assertThatThrownBy(() -> session.run(Map.of("z", Tensor.of(new float[1], 1))))
                    .hasMessageContaining("no input 'z'");
            assertThatThrownBy(() -> session.run(feeds(), List.of("z")))
                    .hasMessageContaining("no output 'z'; it has [y, same]");
        }
    }

    @Test
    void saysThatAnInputIsMissing() {
        try (Session session = Session.open(model())) {
            assertThatThrownBy(() -> session.run(Map.of("x", Tensor.of(new float[4], 2, 2))))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("MODEL_RUN_FAILED"));
        }
    }

    @Test
    void refusesBytesThatAreNoModel() {
        Bytes noise = Bytes.of("no model".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Session.open(noise))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("MODEL_NOT_LOADED"));
    }

    @Test
    void answersSeveralThreadsAtOnce() throws Exception {
        try (Session session = Session.open(model());
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<float[]> run = () -> session.compute(feeds(), "y").floats();
            List<Future<float[]>> answers =
                    threads.invokeAll(Stream.generate(() -> run).limit(200).toList());
            for (Future<float[]> answer : answers) {
                assertThat(answer.get()).containsExactly(1, 2, 3, 4);
            }
        }
    }

    @Test
    void givesTheSameBitsForEveryNumberOfThreadsOnThisNetwork() {
        for (int threads = 1; threads < 4; threads++) {
            EngineOptions engine = EngineOptions.deterministic().withThreads(threads);
            try (Session session = Session.open(model(), engine)) {
                assertThat(session.compute(feeds(), "y").floats()).containsExactly(1, 2, 3, 4);
            }
        }
    }

    @Test
    void keepsTensorsAsTheyWere() {
        float[] values = {1, 2};
        Tensor tensor = Tensor.of(values, 2);
        values[0] = 9;
        tensor.floats()[1] = 9;
        assertThat(tensor.floats()).containsExactly(1, 2);
        assertThatThrownBy(() -> tensor.set(new float[] {3, 4}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesShapesThatDoNotHoldTheValues() {
        assertThatThrownBy(() -> Tensor.of(new float[3], 2, 2))
                .hasMessageContaining("[2, 2] holds 4 elements, but got 3");
        assertThatThrownBy(() -> Tensor.of(new float[3], -3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.allocate(ElementType.FLOAT, 1L << 40))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Tensor.of(new float[1]).doubles())
                .hasMessageContaining("holds FLOAT, but was used as DOUBLE");
    }

    @Test
    void gathersRowsIntoABatch() {
        Tensor batch = Tensor.allocate(ElementType.FLOAT, 2, 3);
        float[] rows = {0, 1, 2, 10, 11, 12, 20, 21, 22};
        batch.setRow(0, rows, 2);
        batch.setRow(1, rows, 0);
        assertThat(batch.floats()).containsExactly(20, 21, 22, 0, 1, 2);
    }
}
