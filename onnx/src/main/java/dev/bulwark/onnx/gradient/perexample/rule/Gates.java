package dev.bulwark.onnx.gradient.perexample.rule;

import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A recurrence whose input was multiplied by its weight beforehand: the recurrence reads the gates'
 * sums {@code [t, n, directions · gates · hidden]} through the identity, so that the gradient of
 * the sums is that of what went into the gates, at every step.
 *
 * @param gates how many there are
 * @param directions one or two
 * @param hidden size of the state
 */
record Gates(int gates, long directions, long hidden) {

    static Gates of(Meeting m, int gates) {
        if (m.node().intAttribute("layout", 0) != 0) {
            throw m.unsupported("its batch comes first; export it with layout 0");
        }
        if (m.meets(7) || m.meets(5) || m.meets(6) || !m.hasExamples(m.input(0))) {
            throw m.unsupported("a parameter is its initial state or a peephole");
        }
        List<Long> sizes = m.sizes(m.input(2));
        return new Gates(gates, sizes.getFirst(), sizes.get(2));
    }

    /** Width of the sums. */
    long width() {
        return directions * gates * hidden;
    }

    /** The input times its weights, before the recurrence. */
    String sums(Meeting m) {
        String flat = m.emit("Reshape", m.input(1), m.ints(width(), -1));
        String turned = m.emit("Transpose", List.of(flat), Map.of("perm", Attribute.ints(1, 0)));
        return m.emit("MatMul", m.input(0), turned);
    }

    /** The same as surrogates, of which the last gives the sums. */
    List<Node> sumsAgain(Meeting m) {
        Node flat = m.surrogate("Reshape", List.of(m.input(1), m.ints(width(), -1)), Map.of());
        Node turned =
                m.surrogate(
                        "Transpose",
                        List.of(flat.outputs().getFirst()),
                        Map.of("perm", Attribute.ints(1, 0)));
        Node sums =
                m.surrogate("MatMul", List.of(m.input(0), turned.outputs().getFirst()), Map.of());
        return List.of(flat, turned, sums);
    }

    /** Puts the recurrence over the sums; returns the name of its states at every step. */
    String recur(Meeting m, String sums) {
        List<String> inputs = new ArrayList<>(m.node().inputs());
        inputs.set(0, sums);
        inputs.set(1, identity(m));
        List<String> outputs = new ArrayList<>(m.node().outputs());
        if (outputs.getFirst().isEmpty()) {
            outputs.set(0, m.fresh("States"));
        }
        m.put(
                new Node(
                        m.node().opType(),
                        "",
                        m.node().name(),
                        inputs,
                        outputs,
                        new LinkedHashMap<>(m.node().attributes())));
        return outputs.getFirst();
    }

    /** {@code [directions, gates · hidden, width]}: each direction takes its part of the sums. */
    private String identity(Meeting m) {
        long rows = gates * hidden;
        double[] ones = new double[Math.toIntExact(directions * rows * width())];
        for (long d = 0; d < directions; d++) {
            for (long r = 0; r < rows; r++) {
                ones[(int) ((d * rows + r) * width() + d * rows + r)] = 1;
            }
        }
        return m.constant(ones, List.of(directions, rows, width()), m.input(1));
    }

    /** The state before every step, {@code [t, directions, n, hidden]}. */
    String before(Meeting m, String states) {
        List<String> parts = new ArrayList<>();
        for (int d = 0; d < directions; d++) {
            boolean backwards =
                    d == 1 || m.node().stringAttribute("direction", "forward").equals("reverse");
            if (backwards && m.node().input(4).isPresent() && m.node().input(5).isPresent()) {
                throw m.unsupported("it runs backwards over texts of several lengths");
            }
            String own = part(m, states, d, d + 1L, 1);
            String first = initial(m, own, d);
            String others = backwards ? part(m, own, 1, Long.MAX_VALUE, 0) : part(m, own, 0, -1, 0);
            parts.add(
                    m.emit(
                            "Concat",
                            backwards ? List.of(others, first) : List.of(first, others),
                            Map.of("axis", Attribute.of(0L))));
        }
        return parts.size() == 1
                ? parts.getFirst()
                : m.emit("Concat", parts, Map.of("axis", Attribute.of(1L)));
    }

    private String initial(Meeting m, String states, int direction) {
        if (m.node().input(5).isEmpty()) {
            String like = part(m, states, 0, 1, 0);
            return m.emit("Mul", like, m.constant(new double[] {0}, List.of(1L), m.input(2)));
        }
        String own = part(m, m.input(5), direction, direction + 1L, 0);
        return m.emit("Unsqueeze", own, m.ints(0));
    }

    /** A slice of one axis. */
    static String part(Meeting m, String value, long from, long to, long axis) {
        return m.emit("Slice", value, m.ints(from), m.ints(to), m.ints(axis));
    }

    static List<String> repeated(String value, long times) {
        return Collections.nCopies(Math.toIntExact(times), value);
    }
}
