package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One direction of a recurrent node: its slices of what the node reads and makes. Time is axis 0,
 * the batch axis 1. A sequence that is shorter than the longest one keeps its state in the steps it
 * lacks, which come last going forward and first going backward; either way its result there is 0.
 */
final class Direction {
    /** Inputs that LSTM, GRU and RNN have in common, in the order of the standard. */
    static final int X = 0;

    static final int W = 1;
    static final int R = 2;
    static final int B = 3;
    static final int LENGTHS = 4;
    static final int INITIAL_H = 5;

    private final Backward b;
    private final int index;
    private final int directions;
    private final int gates;
    private final Optional<String> mask;

    private Direction(Backward b, int index, int directions, int gates) {
        this.b = b;
        this.index = index;
        this.directions = directions;
        this.gates = gates;
        this.mask = b.node().input(LENGTHS).map(this::inside);
    }

    /** Every direction of the node. */
    static List<Direction> of(Backward b, int gates) {
        if (b.node().intAttribute("layout", 0) != 0) {
            throw b.unsupported("its layout has the batch first, which the engine does not run");
        }
        int count = name(b).equals("bidirectional") ? 2 : 1;
        List<Direction> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Direction(b, i, count, gates));
        }
        return all;
    }

    private static String name(Backward b) {
        return b.node().stringAttribute("direction", "forward");
    }

    /** Which of the node's directions this is. */
    int index() {
        return index;
    }

    /** Whether it goes from the last time step to the first. */
    boolean backwards() {
        return index == 1 || name(b).equals("reverse");
    }

    Backward graph() {
        return b;
    }

    /** 1 inside each sequence and 0 behind its end, [time, batch, 1]; absent if all are as long. */
    Optional<String> mask() {
        return mask;
    }

    /** This direction's part of an input whose axis 0 is the direction. */
    String part(int input) {
        return part(b.input(input), 0);
    }

    private String part(String value, long axis) {
        return directions == 1
                ? b.emit("Squeeze", value, b.ints(axis))
                : b.emit(
                        "Gather",
                        List.of(value, b.emit("Squeeze", b.ints(index))),
                        Map.of("axis", Attribute.of(axis)));
    }

    /** Length of the hidden state, an INT64 vector of one element. */
    String hidden() {
        return b.lengthOf(b.input(R), 2);
    }

    /** The state before the first step, [batch, hidden]; zeros where it is not given. */
    String initial(int input) {
        return b.node().input(input).isPresent()
                ? part(input)
                : b.emit("Expand", real(0), b.joined(List.of(batch(), hidden())));
    }

    /** The gradient of a state after the last step, [batch, hidden]; zeros where there is none. */
    String upstreamOfLast(int output) {
        return b.upstream(output)
                .map(g -> part(g, 0))
                .orElseGet(() -> b.emit("Expand", real(0), b.joined(List.of(batch(), hidden()))));
    }

    /** The gradient of every step's result, [time, batch, hidden], if there is one. */
    Optional<String> upstreamOfSteps() {
        return b.upstream(0).map(g -> inside(part(g, 1), mask));
    }

    /** The value, 0 behind the end of a sequence. */
    String masked(String value) {
        return inside(value, mask);
    }

    private String inside(String value, Optional<String> where) {
        return where.map(m -> b.emit("Mul", value, m)).orElse(value);
    }

    /** How much of a state stays: {@code kept} inside a sequence, all behind its end. */
    String keeping(String kept) {
        return mask.map(m -> b.emit("Add", b.emit("Mul", kept, m), outside(m))).orElse(kept);
    }

    private String outside(String m) {
        return b.emit("Sub", real(1), m);
    }

    /** 0 inside each sequence and 1 behind its end, if there is an end before the last step. */
    Optional<String> outside() {
        return mask.map(this::outside);
    }

    /** Every step's result, [time, batch, hidden]: the node's own, or computed once more. */
    String steps() {
        if (b.node().output(0).isPresent()) {
            return part(b.output(0), 1);
        }
        String all =
                b.emit(b.node().opType(), b.node().inputs(), 1, b.node().attributes()).getFirst();
        return part(all, 1);
    }

    /** The states before each step, from those after each: [time, batch, hidden]. */
    String before(String initial, String after) {
        String first = b.emit("Unsqueeze", initial, b.ints(0));
        if (backwards()) {
            String rest = b.emit("Slice", after, b.ints(1), b.ints(Long.MAX_VALUE), b.ints(0));
            return joined(0, List.of(rest, first));
        }
        String rest = b.emit("Slice", after, b.ints(0), b.ints(-1), b.ints(0));
        return joined(0, List.of(first, rest));
    }

    /** As {@link #before}, of results, which are 0 behind the end of a sequence. */
    String resultsBefore(String initial, String results) {
        String shifted = before(initial, results);
        if (mask.isEmpty() || !backwards()) {
            return shifted;
        }
        // Going back, a sequence begins at its own end, not at the end of time.
        String last = b.emit("Equal", times(), b.emit("Sub", lengths(), b.ints(1)));
        return b.emit("Where", last, initial, shifted);
    }

    /** Products with the weights and biases: what the gates' activations are taken of. */
    String preactivations(String before) {
        String fromInput = product(rows(b.input(X)), part(W), Optional.of(bias()));
        return steps(product(rows(before), part(R), Optional.of(fromInput)));
    }

    /** {@code rows weightᵀ (+ more)}. */
    String product(String rows, String weight, Optional<String> more) {
        List<String> inputs = new ArrayList<>(List.of(rows, weight));
        more.ifPresent(inputs::add);
        return b.emit("Gemm", inputs, Map.of("transB", Attribute.of(1L)));
    }

    /** The bias of the input plus that of the state, [gates · hidden]; 0 where there is none. */
    String bias() {
        return b.node().input(B).isEmpty()
                ? b.emit("Unsqueeze", real(0), b.ints(0))
                : b.emit("Add", biases().get(0), biases().get(1));
    }

    /** The bias of the input and that of the state. */
    List<String> biases() {
        return split(part(B), 0, 2, gates);
    }

    /** A tensor [time, batch, n] as [time · batch, n]. */
    String rows(String value) {
        return b.emit("Reshape", value, b.joined(List.of(b.ints(-1), lastLength(value))));
    }

    private String lastLength(String value) {
        return b.emit("Shape", List.of(value), Map.of("start", Attribute.of(-1L)));
    }

    /** A matrix [time · batch, n] as [time, batch, n]. */
    String steps(String rows) {
        return b.emit("Reshape", rows, b.joined(List.of(time(), batch(), b.ints(-1))));
    }

    /** Parts of {@code width} hidden lengths each. */
    List<String> split(String value, long axis, int parts, int width) {
        String length = width == 1 ? hidden() : b.emit("Mul", hidden(), b.ints(width));
        String lengths = b.joined(Collections.nCopies(parts, length));
        return b.emit("Split", List.of(value, lengths), parts, Map.of("axis", Attribute.of(axis)));
    }

    /** The values one behind the other. */
    String joined(long axis, List<String> values) {
        return b.emit("Concat", values, Map.of("axis", Attribute.of(axis)));
    }

    /** The gradient of a weight: the sum over all steps of outer products. */
    String outer(String gates, String inputs) {
        return b.emit(
                "Gemm", List.of(rows(gates), rows(inputs)), Map.of("transA", Attribute.of(1L)));
    }

    /** The sum over all steps of all examples. */
    String sum(String value) {
        return b.emit(
                "ReduceSum", List.of(value, b.ints(0, 1)), Map.of("keepdims", Attribute.of(0L)));
    }

    /** A constant of the network's element type. */
    String real(double value) {
        return b.scalar(value, b.input(X));
    }

    private String time() {
        return b.lengthOf(b.input(X), 0);
    }

    private String batch() {
        return b.lengthOf(b.input(X), 1);
    }

    private String times() {
        String zero = b.emit("Squeeze", b.ints(0));
        String one = b.emit("Squeeze", b.ints(1));
        String numbers = b.emit("Range", zero, b.emit("Squeeze", time()), one);
        return b.emit("Unsqueeze", numbers, b.ints(1, 2));
    }

    private String lengths() {
        String wide =
                b.emit(
                        "Cast",
                        List.of(b.input(LENGTHS)),
                        Map.of("to", Attribute.of((long) ElementType.INT64.code())));
        return b.emit("Unsqueeze", wide, b.ints(0, 2));
    }

    private String inside(String sequenceLengths) {
        return Activation.indicator(b, b.emit("Less", times(), lengths()));
    }
}
