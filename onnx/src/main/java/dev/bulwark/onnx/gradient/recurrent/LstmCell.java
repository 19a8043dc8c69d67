package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.gradient.Backward;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One direction of an LSTM, backward (Hochreiter and Schmidhuber 1997; Gers, Schraudolph and
 * Schmidhuber 2002 with peepholes; Greff et al. 2017, section II.B for the derivative):
 *
 * <pre>
 * i = f(zᵢ + pᵢ c₋)   o = f(zₒ + pₒ c)   f = f(z_f + p_f c₋)   g = g(z_c)
 * c = f c₋ + i g      h = o h(c)         z = W x + R h₋ + b
 * </pre>
 *
 * Given the gradients dh and dc that reach a step, the gates get {@code (dc, dh, dc, dc)} times
 * factors known beforehand, the previous c gets dc times another, and the previous h the gates'
 * gradients times R. So the body of the Scan has seven nodes.
 */
final class LstmCell {
    /** Inputs that an LSTM has besides. */
    static final int INITIAL_C = 6;

    static final int PEEPHOLES = 7;
    private static final int GATES = 4;

    private final Backward b;
    private final Direction direction;
    private final Clipped gate;
    private final Clipped candidate;
    private final Clipped output;
    private final boolean coupled;

    /**
     * @param activations f, g and h of this direction
     */
    LstmCell(Direction direction, List<Activation> activations) {
        this.b = direction.graph();
        this.direction = direction;
        this.gate = new Clipped(activations.get(0), Clipped.limit(b));
        this.candidate = new Clipped(activations.get(1), Clipped.limit(b));
        this.output = new Clipped(activations.get(2), Optional.empty());
        this.coupled = b.node().intAttribute("input_forget", 0) != 0;
    }

    /** What the backward steps multiply by, [time, batch, …]. */
    private record Factors(String gates, String memory, String kept) {}

    /** The memory before and after each step. */
    private record Memory(String before, String after) {}

    /** Peepholes of the input, output and forget gate. */
    private record Peepholes(String input, String output, String forget) {}

    void differentiate(Contributions to) {
        String initial = direction.initial(Direction.INITIAL_H);
        String before = direction.resultsBefore(initial, direction.steps());
        List<String> z = direction.split(direction.preactivations(before), 2, GATES, 1);
        Optional<Peepholes> holes = b.node().input(PEEPHOLES).map(p -> peepholes());
        Memory memory = memory(z, holes);
        Factors factors = factors(z, holes, memory);
        List<String> results = backThroughTime(factors);
        String gates = results.get(2);
        if (to.wants(Direction.X)) {
            to.add(Direction.X, b.emit("MatMul", gates, direction.part(Direction.W)));
        }
        if (to.wants(Direction.W)) {
            to.add(Direction.W, direction.outer(gates, b.input(Direction.X)));
        }
        if (to.wants(Direction.R)) {
            to.add(Direction.R, direction.outer(gates, before));
        }
        if (to.wants(Direction.B)) {
            String sum = direction.sum(gates);
            to.add(Direction.B, direction.joined(0, List.of(sum, sum)));
        }
        if (to.wants(Direction.INITIAL_H)) {
            to.add(Direction.INITIAL_H, results.get(0));
        }
        if (to.wants(INITIAL_C)) {
            to.add(INITIAL_C, results.get(1));
        }
        if (to.wants(PEEPHOLES)) {
            to.add(PEEPHOLES, ofPeepholes(gates, memory));
        }
    }

    private Peepholes peepholes() {
        List<String> parts = direction.split(direction.part(PEEPHOLES), 0, 3, 1);
        return new Peepholes(parts.get(0), parts.get(1), parts.get(2));
    }

    /** Runs the memory through time again; the node does not give it out. */
    private Memory memory(List<String> z, Optional<Peepholes> holes) {
        Step step = new Step(b);
        String initial = direction.initial(INITIAL_C);
        String old = step.state(initial);
        String fresh;
        if (holes.isPresent()) {
            String zi = step.at(z.get(0));
            String zf = step.at(z.get(2));
            String g = step.at(candidate.value(b::emit, b, z.get(3)));
            Optional<String> outside = direction.outside().map(step::at);
            String i = peeking(step, zi, holes.get().input(), old);
            String f =
                    coupled
                            ? step.emit("Sub", direction.real(1), i)
                            : peeking(step, zf, holes.get().forget(), old);
            String next = step.emit("Add", step.emit("Mul", f, old), step.emit("Mul", i, g));
            fresh =
                    outside.map(m ->
                                    step.emit(
                                            "Add",
                                            next,
                                            step.emit("Mul", m, step.emit("Sub", old, next))))
                            .orElse(next);
        } else {
            String i = gate.value(b::emit, b, z.get(0));
            String f =
                    coupled
                            ? b.emit("Sub", direction.real(1), i)
                            : gate.value(b::emit, b, z.get(2));
            String g = candidate.value(b::emit, b, z.get(3));
            String kept = step.at(direction.keeping(f));
            String added = step.at(direction.masked(b.emit("Mul", i, g)));
            fresh = step.emit("Add", step.emit("Mul", kept, old), added);
        }
        List<String> results = step.scan(List.of(fresh), List.of(fresh), direction.backwards());
        return new Memory(direction.before(initial, results.get(1)), results.get(1));
    }

    private String peeking(Step step, String z, String hole, String memory) {
        return gate.value(step, b, step.emit("Add", z, step.emit("Mul", hole, memory)));
    }

    private Factors factors(List<String> z, Optional<Peepholes> holes, Memory memory) {
        Clipped.Gate i = peeked(z.get(0), holes.map(Peepholes::input), memory.before());
        Clipped.Gate o = peeked(z.get(1), holes.map(Peepholes::output), memory.after());
        Clipped.Gate f =
                coupled
                        ? new Clipped.Gate(b.emit("Sub", direction.real(1), i.value()), "")
                        : peeked(z.get(2), holes.map(Peepholes::forget), memory.before());
        Clipped.Gate g = candidate.gate(b::emit, b, z.get(3));
        Clipped.Gate h = output.gate(b::emit, b, memory.after());
        String gained = coupled ? b.emit("Sub", g.value(), memory.before()) : g.value();
        String ofInput = b.emit("Mul", gained, i.slope());
        String ofOutput = b.emit("Mul", h.value(), o.slope());
        String ofForget =
                coupled
                        ? b.emit("Mul", gained, direction.real(0))
                        : b.emit("Mul", memory.before(), f.slope());
        String ofCandidate = b.emit("Mul", i.value(), g.slope());
        String toMemory = b.emit("Mul", o.value(), h.slope());
        String kept = f.value();
        if (holes.isPresent()) {
            toMemory = plus(toMemory, ofOutput, holes.get().output());
            kept = plus(kept, ofInput, holes.get().input());
            kept = coupled ? kept : plus(kept, ofForget, holes.get().forget());
        }
        String gates = direction.joined(2, List.of(ofInput, ofOutput, ofForget, ofCandidate));
        return new Factors(
                direction.masked(gates), direction.masked(toMemory), direction.keeping(kept));
    }

    private Clipped.Gate peeked(String z, Optional<String> hole, String memory) {
        return gate.gate(
                b::emit, b, hole.map(p -> b.emit("Add", z, b.emit("Mul", memory, p))).orElse(z));
    }

    private String plus(String sum, String factor, String hole) {
        return b.emit("Add", sum, b.emit("Mul", factor, hole));
    }

    /** Gradients of the initial states, then those of the gates, [time, batch, 4 hidden]. */
    private List<String> backThroughTime(Factors factors) {
        Step step = new Step(b);
        String lastH = step.state(direction.upstreamOfLast(1));
        String lastC = step.state(direction.upstreamOfLast(2));
        String factor = step.at(factors.gates());
        String toMemory = step.at(factors.memory());
        String kept = step.at(factors.kept());
        String dh = Recurrence.arriving(step, direction, lastH);
        String dc = step.emit("Add", lastC, step.emit("Mul", dh, toMemory));
        String four = Recurrence.joined(step, List.of(dc, dh, dc, dc));
        String gates = step.emit("Mul", four, factor);
        String previous = step.emit("MatMul", gates, direction.part(Direction.R));
        List<String> next = new ArrayList<>();
        next.add(Recurrence.passing(step, direction, previous, dh));
        next.add(step.emit("Mul", dc, kept));
        return step.scan(next, List.of(gates), !direction.backwards());
    }

    /** Each sums its gate's gradient times the memory that it looks at. */
    private String ofPeepholes(String gates, Memory memory) {
        List<String> parts = direction.split(gates, 2, GATES, 1);
        return direction.joined(
                0,
                List.of(
                        direction.sum(b.emit("Mul", parts.get(0), memory.before())),
                        direction.sum(b.emit("Mul", parts.get(1), memory.after())),
                        direction.sum(b.emit("Mul", parts.get(2), memory.before()))));
    }
}
