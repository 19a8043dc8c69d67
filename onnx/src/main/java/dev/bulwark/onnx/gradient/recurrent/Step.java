package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One time step of a Scan under construction. States go in as they start and come out as they end;
 * sequences are cut along axis 0, the time, and results stacked along it: a step sees matrices. It
 * may read other values of the graph by name.
 */
final class Step implements Pen {
    private final Backward b;
    private final ValueType type;
    private final String prefix;
    private final GraphBuilder body;
    private final List<String> initial = new ArrayList<>();
    private final List<String> sequences = new ArrayList<>();
    private int names;

    Step(Backward b) {
        this.b = b;
        Dimension unknown = new Dimension.Unknown();
        this.type =
                new ValueType.OfTensor(
                        b.elementType(b.input(0)), new Shape.Ranked(List.of(unknown, unknown)));
        // A name of the body must not be one of the graph around it.
        this.prefix = b.fresh("step");
        this.body = GraphBuilder.named(prefix);
    }

    /** A value that goes from step to step; all come before the first sequence. */
    String state(String start) {
        initial.add(start);
        return body.input(prefix + "/state_" + initial.size(), type);
    }

    /** What {@code sequence} holds at this step. */
    String at(String sequence) {
        sequences.add(sequence);
        return body.input(prefix + "/at_" + sequences.size(), type);
    }

    @Override
    public String emit(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        names++;
        return body.named(prefix + "/" + operator + "_" + names, operator, inputs, attributes);
    }

    /**
     * Ends the step and adds the Scan.
     *
     * @param next the states after this step, in order
     * @param results what to stack
     * @param backwards whether the steps go from the last to the first
     * @return the states after the last step, then the stacked results
     */
    List<String> scan(List<String> next, List<String> results, boolean backwards) {
        next.forEach(value -> body.output(emit("Identity", value), type));
        results.forEach(value -> body.output(emit("Identity", value), type));
        List<String> inputs = new ArrayList<>(initial);
        inputs.addAll(sequences);
        long direction = backwards ? 1 : 0;
        return b.emit(
                "Scan",
                inputs,
                next.size() + results.size(),
                Map.of(
                        "body", new Attribute.OfGraph(body.build()),
                        "num_scan_inputs", Attribute.of((long) sequences.size()),
                        "scan_input_directions", repeated(direction, sequences.size()),
                        "scan_output_directions", repeated(direction, results.size())));
    }

    private static Attribute repeated(long value, int count) {
        return new Attribute.OfInts(Collections.nCopies(count, value));
    }
}
