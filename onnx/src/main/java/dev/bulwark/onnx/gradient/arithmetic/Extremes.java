package dev.bulwark.onnx.gradient.arithmetic;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The derivative that Max and Min share: it goes to the operands that equal the result. */
final class Extremes {
    private Extremes() {}

    static void differentiate(Backward b) {
        Map<String, Attribute> real =
                Map.of("to", Attribute.of((long) b.elementType(b.output()).code()));
        List<String> masks = new ArrayList<>();
        for (String operand : b.node().inputs()) {
            masks.add(b.emit("Cast", List.of(b.emit("Equal", operand, b.output())), real));
        }
        String ties = masks.size() == 1 ? masks.getFirst() : b.emit("Sum", masks, Map.of());
        String share = b.emit("Div", b.upstream(), ties);
        for (int i = 0; i < masks.size(); i++) {
            if (b.wanted(i)) {
                String gradient = b.emit("Mul", share, masks.get(i));
                b.add(i, b.sumTo(gradient, b.output(), b.input(i)));
            }
        }
    }
}
