package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.gradient.perexample.Outer;
import dev.bulwark.onnx.gradient.perexample.Pen;
import dev.bulwark.onnx.gradient.perexample.Share;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * LSTM and RNN: at every step the weights meet the input and the state before, as dense layers do;
 * {@link Gates} brings the gradient of what went into the gates to light.
 */
@AutoService(ExampleRule.class)
public final class RecurrentExamples implements ExampleRule {
    private static final Examples.Along STEPS_FIRST = Examples.along(1);

    @Override
    public Set<String> operators() {
        return Set.of("LSTM", "RNN");
    }

    @Override
    public void trace(Meeting m) {
        Gates gates = Gates.of(m, m.node().opType().equals("LSTM") ? 4 : 1);
        String sums = gates.sums(m);
        String states = gates.recur(m, sums);
        if (m.meets(1)) {
            input(m, gates, sums);
        }
        if (m.meets(2)) {
            recurrence(m, gates, sums, gates.before(m, states));
        }
        if (m.meets(3)) {
            bias(m, gates, sums);
        }
    }

    /** Shares of the input's weights: the gates' gradient times the input. */
    static void input(Meeting m, Gates gates, String sums) {
        String x = m.input(0);
        long columns = m.sizes(m.input(1)).get(2);
        OptionalLong terms = m.terms(x, 1);
        m.retain(x);
        m.share(
                m.input(1),
                sums,
                3,
                STEPS_FIRST,
                gates.sumsAgain(m),
                (pen, gradient) ->
                        new Outer(
                                pen.rows(gradient, 3, STEPS_FIRST, 1, gates.width()),
                                pen.rows(x, 3, STEPS_FIRST, 1, columns),
                                Outer.Layout.TERMS_FIRST,
                                1,
                                gates.width(),
                                columns,
                                terms));
    }

    private static void recurrence(Meeting m, Gates gates, String sums, String before) {
        OptionalLong terms = m.terms(m.input(0), 1);
        long rows = gates.gates() * gates.hidden();
        m.retain(before);
        m.share(
                m.input(2),
                sums,
                3,
                STEPS_FIRST,
                again(m, gates, before),
                (pen, gradient) ->
                        new Outer(
                                grouped(pen, gradient, gates.directions(), rows),
                                direct(pen, before, gates.directions(), gates.hidden()),
                                Outer.Layout.TERMS_FIRST,
                                gates.directions(),
                                rows,
                                gates.hidden(),
                                terms));
    }

    /** {@code [t, n, groups · rows]} as {@code [n, groups, t, rows]}, without an axis for one. */
    static String grouped(Pen pen, String value, long groups, long rows) {
        return groups == 1
                ? pen.transposed(value, 1, 0, 2)
                : pen.transposed(
                        pen.emit("Reshape", value, pen.ints(0, 0, groups, rows)), 1, 2, 0, 3);
    }

    /** {@code [t, groups, n, width]} as {@code [n, groups, t, width]}, without an axis for one. */
    static String direct(Pen pen, String value, long groups, long width) {
        String turned = pen.transposed(value, 2, 1, 0, 3);
        return groups == 1 ? pen.emit("Squeeze", turned, pen.ints(1)) : turned;
    }

    private static List<Node> again(Meeting m, Gates gates, String before) {
        Node turned =
                m.surrogate(
                        "Transpose", List.of(m.input(2)), Map.of("perm", Attribute.ints(0, 2, 1)));
        Node product =
                m.surrogate("MatMul", List.of(before, turned.outputs().getFirst()), Map.of());
        List<Node> nodes = new ArrayList<>(List.of(turned, product));
        nodes.addAll(sideBySide(m, product, gates.width()));
        return nodes;
    }

    /** {@code [t, groups, n, rows]} as the sums are laid out. */
    static List<Node> sideBySide(Meeting m, Node grouped, long width) {
        Node turned =
                m.surrogate(
                        "Transpose",
                        List.of(grouped.outputs().getFirst()),
                        Map.of("perm", Attribute.ints(0, 2, 1, 3)));
        return List.of(
                turned,
                m.surrogate(
                        "Reshape",
                        List.of(turned.outputs().getFirst(), m.ints(0, 0, width)),
                        Map.of()));
    }

    /** Both biases, the input's and the state's, are added to the sums. */
    private static void bias(Meeting m, Gates gates, String sums) {
        m.share(
                m.input(3),
                sums,
                3,
                STEPS_FIRST,
                List.of(),
                (pen, gradient) -> {
                    String own = steps(pen, gradient, gates);
                    return both(pen, own, own, gates);
                });
    }

    /** The gates' gradient summed over the steps, {@code [n, directions, gates · hidden]}. */
    static String steps(Pen pen, String gradient, Gates gates) {
        return pen.emit(
                "Reshape",
                pen.sum(gradient, 0),
                pen.ints(0, gates.directions(), gates.gates() * gates.hidden()));
    }

    static Share both(Pen pen, String ofInput, String ofState, Gates gates) {
        String joined =
                pen.emit("Concat", List.of(ofInput, ofState), Map.of("axis", Attribute.of(2L)));
        long elements = 2 * gates.width();
        return new Share.Dense(pen.emit("Reshape", joined, pen.ints(0, elements)), elements);
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                of("LSTM", 4, 1, "forward").parameter(1, 24).withOutputs(3),
                of("LSTM", 4, 1, "reverse"),
                of("LSTM", 4, 2, "bidirectional").parameter(2, 24).withOutputs(3),
                of("LSTM", 4, 2, "bidirectional").absent().absent().examples(1, 2, 3),
                of("RNN", 1, 1, "forward").parameter(1, 6).withOutputs(2),
                of("RNN", 1, 2, "bidirectional").parameter(2, 6));
    }

    private static ExampleCase of(String operator, long gates, long directions, String direction) {
        return ExampleCase.of(operator)
                .examples(1, 4, 2)
                .parameter(directions, gates * 3, 2)
                .parameter(directions, gates * 3, 3)
                .with("hidden_size", Attribute.of(3L))
                .with("direction", Attribute.of(direction));
    }
}
