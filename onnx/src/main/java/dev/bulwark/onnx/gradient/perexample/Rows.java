package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Rows added up at indices, as an embedding has it: an outer product whose left vectors are
 * one-hot. Only steps with the same index meet in the norm, so that a token that comes twice in an
 * example counts with the sum of its gradients (Li et al. 2021, section 4.1).
 *
 * @param indices INT64 or INT32 {@code [n, t]}, not negative
 * @param values {@code [n, t, columns]}
 * @param rows of the table
 * @param columns of the table
 */
public record Rows(String indices, String values, long rows, long columns) implements Share {

    @Override
    public boolean prefersDense() {
        return false;
    }

    @Override
    public String squaredNorm(Pen pen) {
        String across = pen.emit("Unsqueeze", indices, pen.ints(1));
        String down = pen.emit("Unsqueeze", indices, pen.ints(2));
        String same = cast(pen, pen.emit("Equal", across, down), pen.real());
        String products = Share.gram(pen, values, values, 3);
        String sum = Share.sumPerExample(pen, pen.emit("Mul", same, products), 3);
        return pen.emit("Max", sum, pen.scalar(0));
    }

    private static String cast(Pen pen, String value, ElementType type) {
        return pen.emit("Cast", List.of(value), Map.of("to", Attribute.of((long) type.code())));
    }

    @Override
    public Dense dense(Pen pen) {
        String offOn = pen.builder().constant(TensorValue.of(new float[] {0, 1}, 2));
        String oneHot = pen.emit("OneHot", indices, pen.ints(rows), offOn);
        String left = pen.real() == ElementType.FLOAT ? oneHot : cast(pen, oneHot, pen.real());
        return new Outer(
                        left,
                        values,
                        Outer.Layout.TERMS_FIRST,
                        1,
                        rows,
                        columns,
                        OptionalLong.empty())
                .dense(pen);
    }

    /** {@code ⟨this, other⟩} for each example, {@code [n]}: the cross term of tied uses. */
    String inner(Pen pen, Outer other) {
        Outer terms = other.termsFirst(pen);
        // [n, s, t]: column products of each of the other's terms with each of ours.
        String products = Share.gram(pen, terms.right(), values, 3);
        String places = pen.emit("Unsqueeze", indices, pen.ints(1));
        String wanted = pen.emit("Expand", places, pen.emit("Shape", products));
        String chosen =
                pen.emit(
                        "GatherElements",
                        List.of(terms.left(), wanted),
                        Map.of("axis", Attribute.of(2L)));
        return Share.sumPerExample(pen, pen.emit("Mul", chosen, products), 3);
    }

    /** All rows of uses of one table, one behind the other. */
    static Rows joined(Pen pen, List<Rows> parts) {
        return new Rows(
                Share.concat(pen, parts.stream().map(Rows::indices).toList(), 1),
                Share.concat(pen, parts.stream().map(Rows::values).toList(), 1),
                parts.getFirst().rows,
                parts.getFirst().columns);
    }
}
