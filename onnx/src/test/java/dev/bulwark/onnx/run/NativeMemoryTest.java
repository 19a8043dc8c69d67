package dev.bulwark.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is opened here is closed again, also where a call fails half way. */
class NativeMemoryTest {
    private NativeMemory.Held before = NativeMemory.Held.NOTHING;

    /** {@code y = x · w}, {@code w} of shape [2, 2]. */
    static Model product() {
        GraphBuilder builder = GraphBuilder.named("product");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        builder.initializer("w", TensorValue.of(new float[] {1, 2, 3, 4}, 2, 2));
        builder.named("y", "MatMul", List.of("x", "w"), Map.of());
        builder.output("y", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        return Model.of(builder.build());
    }

    @BeforeEach
    void count() {
        before = NativeMemory.held();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(NativeMemory.held()).isEqualTo(before);
    }

    @Test
    void countsWhatIsOpenAndNothingTwice() {
        Tensor tensor = Tensor.allocate(ElementType.FLOAT, 5, 3);
        Session session = Session.open(product());
        assertThat(NativeMemory.held().tensorBytes() - before.tensorBytes()).isEqualTo(60);
        assertThat(NativeMemory.held().sessions() - before.sessions()).isEqualTo(1);
        tensor.close();
        tensor.close();
        session.close();
        session.close();
    }

    @Test
    void keepsOneHandleForABufferAndNoneForValues() {
        try (Session session = Session.open(product());
                Tensor x = Tensor.allocate(ElementType.FLOAT, 1, 2);
                Tensor y = Tensor.allocate(ElementType.FLOAT, 1, 2)) {
            for (int round = 0; round < 3; round++) {
                session.run(Map.of("x", x), List.of(), Map.of("y", y));
                session.run(Map.of("x", Tensor.of(new float[] {1, 2}, 1, 2)));
            }
            assertThat(NativeMemory.held().engineTensors() - before.engineTensors()).isEqualTo(2);
        }
    }

    @Test
    void leavesNothingBehindWhenARunFails() {
        try (Session session = Session.open(product());
                Tensor wrong = Tensor.allocate(ElementType.FLOAT, 3, 3)) {
            Map<String, Tensor> feeds = Map.of("x", Tensor.of(new float[] {1, 2}, 1, 2));
            NativeMemory.Held open = NativeMemory.held();
            assertThatThrownBy(() -> session.run(feeds, List.of(), Map.of("y", wrong)))
                    .isInstanceOf(BulwarkException.class);
            assertThatThrownBy(() -> session.run(Map.of()));
            assertThatThrownBy(() -> session.run(feeds, List.of("nothing")));
            assertThat(NativeMemory.held().tensorBytes()).isEqualTo(open.tensorBytes());
        }
    }

    @Test
    void leavesNothingBehindWhenASessionCannotBeOpened() {
        EngineOptions two = EngineOptions.deterministic().withThreads(2);
        for (int round = 0; round < 100; round++) {
            assertThatThrownBy(() -> Session.open(Bytes.of(new byte[] {1, 2, 3}), two))
                    .isInstanceOf(BulwarkException.class);
        }
        Session.open(product(), two).close();
    }

    @Test
    void refusesWhatIsClosed() {
        try (Session session = Session.open(product())) {
            Tensor x = Tensor.allocate(ElementType.FLOAT, 1, 2);
            Tensor view = x.slice(0, 1, 2);
            x.close();
            view.close();
            for (Tensor closed : List.of(x, view)) {
                assertThatThrownBy(() -> session.run(Map.of("x", closed)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
        }
    }

    @Test
    void showsPartsOfABufferWithoutACopy() {
        try (Session session = Session.open(product());
                Tensor all = Tensor.allocate(ElementType.FLOAT, 3, 2);
                Tensor part = all.slice(2, 2, 2)) {
            all.set(new float[] {9, 9, 1, 0, 0, 1});
            assertThat(session.compute(Map.of("x", part), "y").floats())
                    .containsExactly(1, 2, 3, 4);
            all.set(new float[] {9, 9, 2, 0, 0, 2});
            assertThat(session.compute(Map.of("x", part), "y").floats())
                    .containsExactly(2, 4, 6, 8);
            assertThatThrownBy(() -> all.slice(4, 2, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void readsForeignMemoryInPlace() {
        try (Session session = Session.open(product());
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0, 1);
            try (Tensor x = Tensor.over(memory, ElementType.FLOAT, 1, 2)) {
                assertThat(session.compute(Map.of("x", x), "y").floats()).containsExactly(3, 4);
            }
        }
        MemorySegment heap = MemorySegment.ofArray(new float[2]);
        assertThatThrownBy(() -> Tensor.over(heap, ElementType.FLOAT, 1, 2))
                .hasMessageContaining("no memory of the heap");
    }

    @Test
    void givesTheSameBitsHoweverItTreatsMemory() {
        for (EngineOptions.Memory memory : EngineOptions.Memory.values()) {
            EngineOptions engine = EngineOptions.deterministic().withMemory(memory);
            try (Session session = Session.open(product(), engine)) {
                for (int round = 0; round < 2; round++) {
                    Tensor x = Tensor.of(new float[] {1, 0, 0, 1}, 2, 2);
                    assertThat(session.compute(Map.of("x", x), "y").floats())
                            .containsExactly(1, 2, 3, 4);
                }
            }
        }
    }
}
