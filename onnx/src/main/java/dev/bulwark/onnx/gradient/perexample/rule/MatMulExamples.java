package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.gradient.perexample.Outer;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Weights on the right, the common case: the share is aᵀg over all rows of an example. Weights on
 * the left, or stacked ones: a copy for each example.
 */
@AutoService(ExampleRule.class)
public final class MatMulExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("MatMul");
    }

    @Override
    public void trace(Meeting m) {
        int weight = m.meets(1) ? 1 : 0;
        int width = m.sizes(m.input(weight)).size();
        if (weight == 1 && width <= 2 && m.hasExamples(m.input(0))) {
            onTheRight(m, width);
            return;
        }
        Examples.Along along = m.along(m.output());
        int rank = m.rank(m.output());
        String other = m.input(1 - weight);
        boolean stacked =
                m.hasExamples(other)
                        && m.along(other).axis() < m.rank(other) - 2
                        && along.axis() < rank - 2
                        && width >= 2;
        if (!stacked) {
            throw m.unsupported("the weights are on the left, and the examples within a matrix");
        }
        List<String> inputs = new ArrayList<>(m.node().inputs());
        inputs.set(weight, m.copies(weight));
        m.replaceInputs(inputs);
    }

    private static void onTheRight(Meeting m, int width) {
        List<Long> sizes = m.sizes(m.input(1));
        String value = m.input(0);
        Examples.Along along = m.along(value);
        int rank = m.rank(value);
        long inner = sizes.get(0);
        long outer = width == 1 ? 1 : sizes.get(1);
        OptionalLong terms = m.terms(value, 1);
        boolean single = rank == 2 && along.isPlain();
        m.keep();
        m.retain(value);
        m.share(
                1,
                (pen, gradient) -> {
                    String g =
                            width == 1 ? pen.emit("Unsqueeze", gradient, pen.ints(-1)) : gradient;
                    return new Outer(
                            single ? value : pen.rows(value, rank, along, 1, inner),
                            single ? g : pen.rows(g, rank, along, 1, outer),
                            single ? Outer.Layout.SINGLE : Outer.Layout.TERMS_FIRST,
                            1,
                            inner,
                            outer,
                            terms);
                });
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                ExampleCase.of("MatMul").examples(0, 3).parameter(3, 4),
                ExampleCase.of("MatMul").examples(0, 3).parameter(3),
                ExampleCase.of("MatMul").examples(0, 2, 3).parameter(3, 40),
                ExampleCase.of("MatMul").examples(0, 7, 3).parameter(3, 2),
                ExampleCase.of("MatMul").examples(1, 2, 3).parameter(3, 20),
                ExampleCase.of("MatMul").examples(0, 2, 2, 3).parameter(3, 20),
                ExampleCase.of("MatMul").examples(1, 2, 2, 3).parameter(3, 4),
                ExampleCase.of("MatMul").parameter(4, 3).examples(0, 3, 2),
                ExampleCase.of("MatMul").parameter(2, 4, 3).examples(0, 2, 3, 2),
                ExampleCase.of("MatMul").examples(0, 2, 4, 3).parameter(2, 3, 2));
    }
}
