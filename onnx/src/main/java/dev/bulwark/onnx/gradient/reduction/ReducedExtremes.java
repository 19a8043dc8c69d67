package dev.bulwark.onnx.gradient.reduction;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** The derivative that ReduceMax and ReduceMin share: the elements that equal the result. */
final class ReducedExtremes {
    private ReducedExtremes() {}

    static void differentiate(Backward b) {
        String mask =
                b.emit(
                        "Cast",
                        List.of(b.emit("Equal", b.input(0), Reductions.keptShape(b, b.output()))),
                        Map.of("to", Attribute.of((long) b.elementType(b.input(0)).code())));
        String ties = Reductions.sum(b, mask);
        b.add(0, b.emit("Mul", mask, b.emit("Div", Reductions.upstream(b), ties)));
    }
}
