package dev.bulwark.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementTypesTest {
    private static Model identity(ElementType type) {
        GraphBuilder builder = GraphBuilder.named("same");
        builder.input("x", ValueType.tensor(type, Shape.batched("batch", 2)));
        builder.named("y", "Identity", List.of("x"), Map.of());
        builder.output("y", ValueType.tensor(type, Shape.batched("batch", 2)));
        return Model.of(builder.build());
    }

    /** Values at the ends of the range, exact in the type. */
    private static double[] ends(ElementType type) {
        return switch (type) {
            case FLOAT -> new double[] {Float.MAX_VALUE, -Float.MIN_VALUE};
            case DOUBLE -> new double[] {Double.MAX_VALUE, -Double.MIN_VALUE};
            case FLOAT16 -> new double[] {65504, -0x1p-24};
            case BFLOAT16 -> new double[] {0x1.FEp127, -0x1p-126};
            case UINT8 -> new double[] {255, 0};
            case INT8 -> new double[] {127, -128};
            case UINT16 -> new double[] {65535, 32768};
            case INT16 -> new double[] {32767, -32768};
            case UINT32 -> new double[] {0x1p32 - 1, 0x1p31};
            case INT32 -> new double[] {0x1p31 - 1, -0x1p31};
            case UINT64 -> new double[] {0x1p64 - 2048, 0x1p63};
            case INT64 -> new double[] {0x1p53, -0x1p63};
            case BOOL -> new double[] {1, 0};
            case STRING,
                    COMPLEX64,
                    COMPLEX128,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 ->
                    new double[0];
        };
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"STRING", "COMPLEX.*", "FLOAT[48]E.*", "U?INT[24]"})
    void goesIntoTheEngineAndComesBack(ElementType type) {
        Tensor x = Tensor.of(type, ends(type), 1, 2);
        try (Session session = Session.open(identity(type))) {
            assertThat(session.inputs().getFirst().name()).isEqualTo("x");
            assertThat(session.inputs().getFirst().type())
                    .isEqualTo(session.outputs().getFirst().type());
            Tensor y = session.compute(Map.of("x", x), "y");
            assertThat(y.elementType()).isEqualTo(type);
            assertThat(y.shape()).containsExactly(1, 2);
            assertThat(y.toDoubles()).containsExactly(ends(type));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"STRING", "COMPLEX.*", "FLOAT[48]E.*", "U?INT[24]"})
    void goesInThroughABufferWithoutACopy(ElementType type) {
        try (Session session = Session.open(identity(type));
                Tensor x = Tensor.allocate(type, 1, 2)) {
            Numbers.write(type, x.segment(), 0, ends(type)[0]);
            assertThat(session.compute(Map.of("x", x), "y").toDoubles()[0])
                    .isEqualTo(ends(type)[0]);
            Numbers.write(type, x.segment(), 1, 1);
            assertThat(session.compute(Map.of("x", x), "y").toDoubles()[1]).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "UINT16", "INT16", "UINT32", "INT32", "INT64", "UINT64"})
    void refusesNumbersThatAWholeTypeDoesNotHave(ElementType type) {
        for (double bad : new double[] {0.5, -0x1p70, 0x1p64, Double.NaN}) {
            assertThatThrownBy(() -> Tensor.of(type, new double[] {bad}, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a value of " + type + " cannot be");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void roundsToTheNearestAndToEven(ElementType type) {
        double step = type == ElementType.FLOAT16 ? 0x1p-10 : 0x1p-7;
        double[] given = {1 + step / 2, 1 + 1.5 * step, 1 + 0.6 * step, Double.NaN};
        assertThat(Tensor.of(type, given, 4).toDoubles())
                .containsExactly(1, 1 + 2 * step, 1 + step, Double.NaN);
    }
}
