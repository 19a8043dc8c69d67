package dev.bulwark.onnx.gradient.indexing;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The derivative that ScatterElements and ScatterND share, over their two ways to say where.
 *
 * @param b the node
 * @param axis of ScatterElements; empty for ScatterND
 */
record Scatter(Backward b, OptionalLong axis) {
    void differentiate() {
        String reduction = b.node().stringAttribute("reduction", "none");
        switch (reduction) {
            case "none" -> replaced();
            case "add" -> added();
            case "mul" -> multiplied();
            case "max", "min" -> largest();
            default -> throw b.unsupported("its reduction is '" + reduction + "'");
        }
    }

    /** What was overwritten has no influence; what was written has its own. */
    private void replaced() {
        if (b.wanted(0)) {
            b.add(0, scatter(b.upstream(), b.filled(0, b.input(2)), "none"));
        }
        if (b.wanted(2)) {
            b.add(2, gather(b.upstream()));
        }
    }

    private void added() {
        if (b.wanted(0)) {
            b.add(0, b.upstream());
        }
        if (b.wanted(2)) {
            b.add(2, gather(b.upstream()));
        }
    }

    /** Each factor gets the product of the others, also where some are zero. */
    private void multiplied() {
        String updates = b.input(2);
        if (b.wanted(0)) {
            b.add(0, scatter(b.upstream(), updates, "mul"));
        }
        if (b.wanted(2)) {
            String one = b.scalar(1, updates);
            String zero = b.scalar(0, updates);
            String isZero = b.emit("Equal", updates, zero);
            String zeros = b.emit("Where", isZero, one, zero);
            String safe = b.emit("Where", isZero, one, updates);
            String counted = scatter(b.filled(0, b.input(0)), zeros, "add");
            String alone = b.emit("Equal", gather(counted), zeros);
            String product = scatter(b.input(0), safe, "mul");
            String others = b.emit("Div", gather(b.emit("Mul", b.upstream(), product)), safe);
            b.add(2, b.emit("Where", alone, others, zero));
        }
    }

    /** The gradient goes to what equals the result; equal ones share it. */
    private void largest() {
        String kept = asReal(b.emit("Equal", b.input(0), b.output()));
        String taken = asReal(b.emit("Equal", b.input(2), gather(b.output())));
        String share = b.emit("Div", b.upstream(), scatter(kept, taken, "add"));
        if (b.wanted(0)) {
            b.add(0, b.emit("Mul", share, kept));
        }
        if (b.wanted(2)) {
            b.add(2, b.emit("Mul", gather(share), taken));
        }
    }

    private String asReal(String flags) {
        long type = b.elementType(b.input(0)).code();
        return b.emit("Cast", List.of(flags), Map.of("to", Attribute.of(type)));
    }

    private String scatter(String into, String updates, String reduction) {
        Map<String, Attribute> settings = new HashMap<>();
        settings.put("reduction", Attribute.of(reduction));
        axis.ifPresent(at -> settings.put("axis", Attribute.of(at)));
        String operator = axis.isPresent() ? "ScatterElements" : "ScatterND";
        return b.emit(operator, List.of(into, b.input(1), updates), settings);
    }

    private String gather(String from) {
        return axis.isPresent()
                ? b.emit(
                        "GatherElements",
                        List.of(from, b.input(1)),
                        Map.of("axis", Attribute.of(axis.getAsLong())))
                : b.emit("GatherND", from, b.input(1));
    }
}
