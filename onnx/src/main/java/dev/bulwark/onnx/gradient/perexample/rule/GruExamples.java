package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.gradient.perexample.Outer;
import dev.bulwark.onnx.gradient.perexample.Pen;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * GRU: as LSTM, but the reset gate stands between the state and the weights of the candidate:
 * before them, or behind them and their bias where {@code linear_before_reset} says so.
 */
@AutoService(ExampleRule.class)
public final class GruExamples implements ExampleRule {
    private static final int GATES = 3;
    private static final Examples.Along STEPS_FIRST = Examples.along(1);

    @Override
    public Set<String> operators() {
        return Set.of("GRU");
    }

    @Override
    public void trace(Meeting m) {
        if (m.node().attributes().containsKey("activations")) {
            throw m.unsupported("its activations are set");
        }
        Gates gates = Gates.of(m, GATES);
        boolean behind = m.node().intAttribute("linear_before_reset", 0) != 0;
        String sums = gates.sums(m);
        String states = gates.recur(m, sums);
        if (m.meets(1)) {
            RecurrentExamples.input(m, gates, sums);
        }
        if (!m.meets(2) && !m.meets(3)) {
            return;
        }
        String before = gates.before(m, states);
        String reset = reset(m, gates, sums, before);
        // [t, directions, gates, n, hidden]: what stands before the weights, and behind.
        String ones = m.emit("Sub", reset, reset);
        String one = m.emit("Add", ones, m.constant(new double[] {1}, List.of(1L), m.input(2)));
        String mask = stacked(m, List.of(one, one, reset), gates);
        String plain = stacked(m, Gates.repeated(before, GATES), gates);
        String factor = behind ? plain : m.emit("Mul", plain, mask);
        if (m.meets(2)) {
            recurrence(m, gates, sums, factor, behind ? mask : "");
        }
        if (m.meets(3)) {
            bias(m, gates, sums, behind ? mask : "");
        }
    }

    /**
     * {@code σ(sums + state Rᵀ + biases)} of the reset gate, {@code [t, directions, n, hidden]}.
     */
    private static String reset(Meeting m, Gates gates, String sums, String before) {
        long hidden = gates.hidden();
        String apart = m.emit("Reshape", sums, m.ints(0, 0, gates.directions(), GATES * hidden));
        String turned =
                m.emit("Transpose", List.of(apart), Map.of("perm", Attribute.ints(0, 2, 1, 3)));
        String own = Gates.part(m, turned, hidden, 2 * hidden, 3);
        String weights =
                m.emit(
                        "Transpose",
                        List.of(Gates.part(m, m.input(2), hidden, 2 * hidden, 1)),
                        Map.of("perm", Attribute.ints(0, 2, 1)));
        String total = m.emit("Add", own, m.emit("MatMul", before, weights));
        if (m.node().input(3).isPresent()) {
            String bias = m.input(3);
            String both =
                    m.emit(
                            "Add",
                            Gates.part(m, bias, hidden, 2 * hidden, 1),
                            Gates.part(m, bias, 4 * hidden, 5 * hidden, 1));
            total = m.emit("Add", total, m.emit("Unsqueeze", both, m.ints(1)));
        }
        return m.emit("Sigmoid", total);
    }

    /** {@code [t, directions, n, hidden]} each, as {@code [t, directions · gates, n, hidden]}. */
    private static String stacked(Meeting m, List<String> parts, Gates gates) {
        List<String> apart = new ArrayList<>();
        for (long direction = 0; direction < gates.directions(); direction++) {
            for (String part : parts) {
                apart.add(
                        gates.directions() == 1
                                ? part
                                : Gates.part(m, part, direction, direction + 1, 1));
            }
        }
        return m.emit("Concat", apart, Map.of("axis", Attribute.of(1L)));
    }

    private static void recurrence(
            Meeting m, Gates gates, String sums, String factor, String mask) {
        long groups = gates.directions() * GATES;
        long hidden = gates.hidden();
        OptionalLong terms = m.terms(m.input(0), 1);
        m.retain(factor);
        m.retain(mask);
        m.share(
                m.input(2),
                sums,
                3,
                STEPS_FIRST,
                again(m, gates, factor, mask),
                (pen, gradient) -> {
                    String left = RecurrentExamples.grouped(pen, gradient, groups, hidden);
                    return new Outer(
                            mask.isEmpty()
                                    ? left
                                    : pen.emit("Mul", left, pen.transposed(mask, 2, 1, 0, 3)),
                            RecurrentExamples.direct(pen, factor, groups, hidden),
                            Outer.Layout.TERMS_FIRST,
                            groups,
                            hidden,
                            hidden,
                            terms);
                });
    }

    private static List<Node> again(Meeting m, Gates gates, String factor, String mask) {
        long groups = gates.directions() * GATES;
        long hidden = gates.hidden();
        Node apart =
                m.surrogate(
                        "Reshape", List.of(m.input(2), m.ints(groups, hidden, hidden)), Map.of());
        Node turned =
                m.surrogate(
                        "Transpose",
                        List.of(apart.outputs().getFirst()),
                        Map.of("perm", Attribute.ints(0, 2, 1)));
        Node product =
                m.surrogate("MatMul", List.of(factor, turned.outputs().getFirst()), Map.of());
        List<Node> nodes = new ArrayList<>(List.of(apart, turned, product));
        if (!mask.isEmpty()) {
            product = m.surrogate("Mul", List.of(product.outputs().getFirst(), mask), Map.of());
            nodes.add(product);
        }
        nodes.addAll(RecurrentExamples.sideBySide(m, product, gates.width()));
        return nodes;
    }

    private static void bias(Meeting m, Gates gates, String sums, String mask) {
        m.retain(mask);
        m.share(
                m.input(3),
                sums,
                3,
                STEPS_FIRST,
                List.of(),
                (pen, gradient) -> {
                    String own = RecurrentExamples.steps(pen, gradient, gates);
                    String state =
                            mask.isEmpty()
                                    ? own
                                    : RecurrentExamples.steps(
                                            pen, masked(pen, gradient, mask, gates), gates);
                    return RecurrentExamples.both(pen, own, state, gates);
                });
    }

    private static String masked(Pen pen, String gradient, String mask, Gates gates) {
        String flat =
                pen.emit(
                        "Reshape", pen.transposed(mask, 0, 2, 1, 3), pen.ints(0, 0, gates.width()));
        return pen.emit("Mul", gradient, flat);
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                of(1, "forward", 0).parameter(1, 18).withOutputs(2),
                of(1, "reverse", 1).parameter(1, 18),
                of(2, "bidirectional", 0).parameter(2, 18).withOutputs(2),
                of(2, "bidirectional", 1)
                        .parameter(2, 18)
                        .absent()
                        .examples(1, 2, 3)
                        .withOutputs(2),
                of(1, "forward", 0));
    }

    private static ExampleCase of(long directions, String direction, long behind) {
        return ExampleCase.of("GRU")
                .examples(1, 4, 2)
                .parameter(directions, 9, 2)
                .parameter(directions, 9, 3)
                .with("hidden_size", Attribute.of(3L))
                .with("linear_before_reset", Attribute.of(behind))
                .with("direction", Attribute.of(direction));
    }
}
