package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueType;
import java.util.List;
import java.util.Map;

/** What each example's gradient counts, from its norm and the control that is fed. */
final class Weights {
    private Weights() {}

    static void declareGiven(GraphBuilder builder, PerExampleRequest request, ElementType real) {
        List<Dimension> shape =
                request.groups().size() == 1
                        ? List.of(Dimension.of("batch"))
                        : List.of(Dimension.of("batch"), Dimension.of(request.groups().size()));
        builder.input(
                PerExampleGraph.EXAMPLE_WEIGHTS,
                new ValueType.OfTensor(real, new Shape.Ranked(shape)));
    }

    /** The weights of group {@code index} that were fed, {@code [n]}. */
    static String given(Pen pen, PerExampleRequest request, int index) {
        return ofGroup(pen, PerExampleGraph.EXAMPLE_WEIGHTS, 1, request, index);
    }

    static void declareNorm(GraphBuilder builder, PerExampleRequest request, ElementType real) {
        builder.input(
                PerExampleGraph.CLIPPING_NORM,
                request.groups().size() == 1
                        ? ValueType.tensor(real)
                        : ValueType.tensor(real, request.groups().size()));
    }

    /**
     * {@code min(1, C / ‖g‖)}, one also where both vanish or C is infinite (Abadi et al. 2016,
     * algorithm 1).
     */
    static String clipped(Pen pen, PerExampleRequest request, int index, String squaredNorm) {
        String bound = ofGroup(pen, PerExampleGraph.CLIPPING_NORM, 0, request, index);
        String norm = pen.emit("Sqrt", squaredNorm);
        return pen.emit(
                "Where",
                pen.emit("LessOrEqual", norm, bound),
                pen.scalar(1),
                pen.emit("Div", bound, norm));
    }

    /** {@code C / (‖g‖ + stability)} (Bu et al. 2023, equation 4). */
    static String normalised(
            Pen pen, PerExampleRequest request, int index, String squaredNorm, double stability) {
        String bound = ofGroup(pen, PerExampleGraph.CLIPPING_NORM, 0, request, index);
        String norm = pen.emit("Add", pen.emit("Sqrt", squaredNorm), pen.scalar(stability));
        return pen.emit("Div", bound, norm);
    }

    private static String ofGroup(
            Pen pen, String control, long axis, PerExampleRequest request, int index) {
        return request.groups().size() == 1
                ? control
                : pen.emit(
                        "Squeeze",
                        pen.emit(
                                "Gather",
                                List.of(control, pen.ints(index)),
                                Map.of("axis", Attribute.of(axis))),
                        pen.ints(axis));
    }
}
