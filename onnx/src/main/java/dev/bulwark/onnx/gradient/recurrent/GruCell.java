package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One direction of a GRU, backward (Cho et al. 2014, section 2.3; the ONNX operator for {@code
 * linear_before_reset}):
 *
 * <pre>
 * z = f(W_z x + R_z h₋ + b_z)   r = f(W_r x + R_r h₋ + b_r)   h = (1 − z) n + z h₋
 * n = g(W_n x + b_n + q)        q = R_n (r h₋) + c_n, or r (R_n h₋ + c_n) with linear_before_reset
 * </pre>
 *
 * With dh the gradient that reaches a step, each gate gets dh times a factor known beforehand; only
 * r of the first form has to wait for the product with R_n.
 */
final class GruCell {
    private static final int GATES = 3;

    private final Backward b;
    private final Direction direction;
    private final Clipped gate;
    private final Clipped candidate;
    private final boolean linearBeforeReset;

    /**
     * @param activations f and g of this direction
     */
    GruCell(Direction direction, List<Activation> activations) {
        this.b = direction.graph();
        this.direction = direction;
        this.gate = new Clipped(activations.get(0), Clipped.limit(b));
        this.candidate = new Clipped(activations.get(1), Clipped.limit(b));
        this.linearBeforeReset = b.node().intAttribute("linear_before_reset", 0) != 0;
    }

    /**
     * What the cell computed, [time, batch, hidden] each.
     *
     * @param before the state before each step
     * @param fromState R_n h₋ + c_n
     */
    private record Cell(
            String before, Clipped.Gate z, Clipped.Gate r, Clipped.Gate n, String fromState) {}

    /**
     * Gradients of the gates' sums.
     *
     * @param initial of the initial state
     * @param ofInput z, r and n side by side, [time, batch, 3 hidden]
     * @param ofState the same as far as the state's weights see it
     */
    private record Gates(String initial, String ofInput, String ofState) {}

    void differentiate(Contributions to) {
        Cell cell = again();
        // What n gets of dh, and z.
        String one = direction.real(1);
        String slope = b.emit("Mul", b.emit("Sub", one, cell.z().value()), cell.n().slope());
        String ofCandidate = direction.masked(slope);
        String difference = b.emit("Sub", cell.before(), cell.n().value());
        String ofUpdate = direction.masked(b.emit("Mul", difference, cell.z().slope()));
        Gates gates =
                linearBeforeReset
                        ? linear(cell, ofCandidate, ofUpdate)
                        : nonlinear(cell, ofCandidate, ofUpdate);
        contribute(to, cell, gates);
    }

    private void contribute(Contributions to, Cell cell, Gates gates) {
        if (to.wants(Direction.X)) {
            to.add(Direction.X, b.emit("MatMul", gates.ofInput(), direction.part(Direction.W)));
        }
        if (to.wants(Direction.W)) {
            to.add(Direction.W, direction.outer(gates.ofInput(), b.input(Direction.X)));
        }
        if (to.wants(Direction.R)) {
            to.add(
                    Direction.R,
                    linearBeforeReset
                            ? direction.outer(gates.ofState(), cell.before())
                            : ofStateWeights(cell, gates));
        }
        if (to.wants(Direction.B)) {
            String sums = direction.sum(gates.ofInput());
            String others = direction.sum(gates.ofState());
            to.add(Direction.B, direction.joined(0, List.of(sums, others)));
        }
        if (to.wants(Direction.INITIAL_H)) {
            to.add(Direction.INITIAL_H, gates.initial());
        }
    }

    /** Computes the gates again, over all steps at once. */
    private Cell again() {
        String initial = direction.initial(Direction.INITIAL_H);
        String before = direction.resultsBefore(initial, direction.steps());
        List<String> x = weighted(b.input(Direction.X), Direction.W, 0);
        List<String> h = weighted(before, Direction.R, 1);
        Clipped.Gate z = gate.gate(b::emit, b, b.emit("Add", x.get(0), h.get(0)));
        Clipped.Gate r = gate.gate(b::emit, b, b.emit("Add", x.get(1), h.get(1)));
        String q = linearBeforeReset ? b.emit("Mul", r.value(), h.get(2)) : afterReset(r, before);
        Clipped.Gate n = candidate.gate(b::emit, b, b.emit("Add", x.get(2), q));
        return new Cell(before, z, r, n, h.get(2));
    }

    /** The products with the weights plus the bias, by gate. */
    private List<String> weighted(String value, int weight, int bias) {
        Optional<String> added =
                b.node().input(Direction.B).map(all -> direction.biases().get(bias));
        String rows = direction.product(direction.rows(value), direction.part(weight), added);
        return direction.split(direction.steps(rows), 2, GATES, 1);
    }

    /** R_n (r h₋) + c_n. */
    private String afterReset(Clipped.Gate r, String before) {
        Optional<String> bias =
                b.node()
                        .input(Direction.B)
                        .map(all -> {
                            String ofState = direction.biases().get(1);
                            return direction.split(ofState, 0, GATES, 1).get(2);
                        });
        String rows = direction.rows(b.emit("Mul", r.value(), before));
        return direction.steps(direction.product(rows, candidateWeights(), bias));
    }

    private String candidateWeights() {
        return direction.split(direction.part(Direction.R), 0, GATES, 1).get(2);
    }

    private Gates linear(Cell cell, String ofCandidate, String ofUpdate) {
        String ofProduct = b.emit("Mul", ofCandidate, cell.r().value());
        String through = b.emit("Mul", cell.fromState(), cell.r().slope());
        String ofReset = b.emit("Mul", ofCandidate, through);
        Step step = new Step(b);
        String last = step.state(direction.upstreamOfLast(1));
        String factors = step.at(direction.joined(2, List.of(ofUpdate, ofReset, ofProduct)));
        String kept = step.at(direction.keeping(cell.z().value()));
        String dh = Recurrence.arriving(step, direction, last);
        String gates = step.emit("Mul", Recurrence.joined(step, List.of(dh, dh, dh)), factors);
        String previous =
                step.emit(
                        "Add",
                        step.emit("MatMul", gates, direction.part(Direction.R)),
                        step.emit("Mul", dh, kept));
        List<String> results =
                step.scan(List.of(previous), List.of(gates, dh), !direction.backwards());
        List<String> parts = direction.split(results.get(1), 2, GATES, 1);
        String ofN = b.emit("Mul", results.get(2), ofCandidate);
        String ofInput = direction.joined(2, List.of(parts.get(0), parts.get(1), ofN));
        return new Gates(results.get(0), ofInput, results.get(1));
    }

    private Gates nonlinear(Cell cell, String ofCandidate, String ofUpdate) {
        List<String> weights = direction.split(direction.part(Direction.R), 0, GATES, 1);
        String ofGates = direction.joined(0, weights.subList(0, 2));
        Step step = new Step(b);
        String last = step.state(direction.upstreamOfLast(1));
        String candidateFactor = step.at(ofCandidate);
        String updateFactor = step.at(ofUpdate);
        String resetFactor = step.at(b.emit("Mul", cell.before(), cell.r().slope()));
        String reset = step.at(cell.r().value());
        String kept = step.at(direction.keeping(cell.z().value()));
        String dh = Recurrence.arriving(step, direction, last);
        String dn = step.emit("Mul", dh, candidateFactor);
        String dz = step.emit("Mul", dh, updateFactor);
        String product = step.emit("MatMul", dn, weights.get(2));
        String dr = step.emit("Mul", product, resetFactor);
        String both = Recurrence.joined(step, List.of(dz, dr));
        String previous =
                step.emit(
                        "Sum",
                        step.emit("MatMul", both, ofGates),
                        step.emit("Mul", product, reset),
                        step.emit("Mul", dh, kept));
        List<String> results =
                step.scan(
                        List.of(previous),
                        List.of(Recurrence.joined(step, List.of(both, dn))),
                        !direction.backwards());
        return new Gates(results.get(0), results.get(1), results.get(1));
    }

    /** The candidate's weights meet the reset state, the others the state. */
    private String ofStateWeights(Cell cell, Gates gates) {
        String hidden = direction.hidden();
        String lengths =
                direction.graph().joined(List.of(b.emit("Mul", hidden, b.ints(2)), hidden));
        List<String> parts =
                b.emit(
                        "Split",
                        List.of(gates.ofState(), lengths),
                        2,
                        Map.of("axis", Attribute.of(2L)));
        String reset = b.emit("Mul", cell.r().value(), cell.before());
        return direction.joined(
                0,
                List.of(
                        direction.outer(parts.get(0), cell.before()),
                        direction.outer(parts.get(1), reset)));
    }
}
