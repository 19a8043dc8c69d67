package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.gradient.perexample.Outer;
import dev.bulwark.onnx.gradient.perexample.Pen;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Y = alpha A′B′ + beta C: for weights B′ the share is alpha aᵀg, of one term an example, or of as
 * many as there are rows an example where a reshape merged steps into the batch.
 */
@AutoService(ExampleRule.class)
public final class GemmExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("Gemm");
    }

    @Override
    public void trace(Meeting m) {
        m.keep();
        if (m.meets(0)) {
            weights(m, 0, 1);
        }
        if (m.meets(1)) {
            weights(m, 1, 0);
        }
        if (m.meets(2)) {
            m.added(2, m.node().floatAttribute("beta", 1));
        }
    }

    private static void weights(Meeting m, int weight, int other) {
        boolean weightTransposed = m.node().intAttribute(weight == 0 ? "transA" : "transB", 0) != 0;
        boolean otherTransposed = m.node().intAttribute(other == 0 ? "transA" : "transB", 0) != 0;
        List<Long> sizes = m.sizes(m.input(weight));
        String value = m.input(other);
        if (!m.hasExamples(value)) {
            throw m.unsupported("the examples come in as neither factor");
        }
        float alpha = m.node().floatAttribute("alpha", 1);
        // In B′ the inner axis is the first, in A′ the last.
        boolean innerFirst = (weight == 1) != weightTransposed;
        long inner = sizes.get(innerFirst ? 0 : 1);
        long outer = sizes.get(innerFirst ? 1 : 0);
        // Examples are rows of the result if they come in as A, columns if as B.
        boolean turnedOver = otherTransposed == (other == 0);
        Examples.Along along = m.along(m.output());
        OptionalLong terms = m.terms(m.output(), 1);
        OptionalLong counted = other == 0 ? terms : OptionalLong.of(along.before() * along.after());
        m.retain(value);
        m.share(
                weight,
                (pen, gradient) -> {
                    String x = turnedOver ? pen.transposed(value, 1, 0) : value;
                    String g = other == 0 ? gradient : pen.transposed(gradient, 1, 0);
                    String scaled = alpha == 1 ? g : pen.emit("Mul", g, pen.scalar(alpha));
                    Examples.Along first = new Examples.Along(0, along.before(), along.after());
                    return product(pen, x, inner, scaled, outer, first, counted, innerFirst);
                });
    }

    private static Outer product(
            Pen pen,
            String x,
            long inner,
            String g,
            long outer,
            Examples.Along along,
            OptionalLong terms,
            boolean innerFirst) {
        boolean single = along.isPlain();
        Outer share =
                new Outer(
                        single ? x : pen.rows(x, 2, along, 1, inner),
                        single ? g : pen.rows(g, 2, along, 1, outer),
                        single ? Outer.Layout.SINGLE : Outer.Layout.TERMS_FIRST,
                        1,
                        inner,
                        outer,
                        terms);
        return innerFirst ? share : share.transposed();
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                ExampleCase.of("Gemm").examples(0, 3).parameter(3, 4).parameter(4),
                ExampleCase.of("Gemm")
                        .examples(0, 3)
                        .parameter(4, 3)
                        .parameter(1, 4)
                        .with("transB", Attribute.of(1L))
                        .with("alpha", Attribute.of(0.5f))
                        .with("beta", Attribute.of(-2f)),
                ExampleCase.of("Gemm")
                        .examples(1, 3)
                        .parameter(3, 4)
                        .parameter()
                        .with("transA", Attribute.of(1L)),
                ExampleCase.of("Gemm").parameter(4, 3).examples(1, 3).parameter(4, 1),
                ExampleCase.of("Gemm")
                        .parameter(3, 4)
                        .examples(0, 3)
                        .with("transA", Attribute.of(1L))
                        .with("transB", Attribute.of(1L)));
    }
}
