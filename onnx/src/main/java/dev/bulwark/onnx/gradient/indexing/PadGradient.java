package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Padded with constants, the gradient is cut back: padded by the negative amounts. Padded with
 * elements of the input, each gets the sum over its copies.
 */
@AutoService(GradientRule.class)
public final class PadGradient implements GradientRule {
    @Override
    public String operator() {
        return "Pad";
    }

    @Override
    public void differentiate(Backward b) {
        boolean constant = b.node().stringAttribute("mode", "constant").equals("constant");
        if (!constant) {
            List<String> operands = new ArrayList<>(b.node().inputs());
            operands.set(0, Positions.of(b, b.input(0)));
            if (operands.size() > 2) {
                operands.set(2, "");
            }
            String positions = b.emit("Pad", operands, b.node().attributes());
            b.add(0, Positions.scatter(b, b.input(0), positions, b.upstream()));
            return;
        }
        String back = cutBack(b);
        if (b.wanted(0)) {
            b.add(0, back);
        }
        if (b.wanted(2)) {
            String filled = b.emit("Sub", b.sumAll(b.upstream()), b.sumAll(back));
            b.add(2, b.emit("Reshape", filled, b.shapeOf(b.input(2))));
        }
    }

    @Override
    public List<RuleExample> examples() {

        return List.of(
                pad("constant", 1, 0, 2, 1),
                pad("constant", -1, 1, 0, -2),
                pad("constant", 0, 3, 0, 0).and(RuleExample.random()),
                pad("constant", 2, -1).and(new RuleExample.Operand.Absent()).and(vector(-1)),
                pad("constant", 2, 1, -1, 0).and(RuleExample.random()).and(vector(1, 0)),
                pad("edge", 2, 0, 1, 3),
                pad("edge", -1, 2, 1, 0),
                pad("reflect", 1, 2, 1, 1),
                pad("reflect", 2, 3).and(new RuleExample.Operand.Absent()).and(vector(1)),
                pad("wrap", 1, 2, 1, 3).inOpset(19));
    }

    private static RuleExample pad(String mode, long... pads) {
        return RuleExample.of(new long[] {3, 4}).and(vector(pads)).with("mode", Attribute.of(mode));
    }

    private static RuleExample.Operand vector(long... values) {
        return RuleExample.constant(TensorValue.vector(values));
    }

    private static String cutBack(Backward b) {
        List<String> operands = new ArrayList<>(b.node().inputs());
        Optional<long[]> known = b.constantValue(b.input(1)).map(TensorValue::longs);
        operands.set(0, b.upstream());
        operands.set(
                1,
                known.isPresent()
                        ? b.ints(Arrays.stream(known.get()).map(pad -> -pad).toArray())
                        : b.emit("Neg", b.input(1)));
        if (operands.size() > 2) {
            operands.set(2, b.scalar(0, b.input(0)));
        }
        return b.emit("Pad", operands, Map.of());
    }
}
