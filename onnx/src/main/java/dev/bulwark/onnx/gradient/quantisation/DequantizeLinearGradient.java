package dev.bulwark.onnx.gradient.quantisation;

import com.google.auto.service.AutoService;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.gradient.Scales;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/**
 * d((q − z) s) = s dq + (q − z) ds. The quantised value has a gradient only where the caller asked
 * for rounding to be passed straight through.
 */
@AutoService(GradientRule.class)
public final class DequantizeLinearGradient implements GradientRule {
    @Override
    public String operator() {
        return "DequantizeLinear";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.node().intAttribute("block_size", 0) != 0) {
            throw b.unsupported("it scales block by block");
        }
        String scale = Scales.alongAxis(b, b.input(1));
        if (b.wanted(0)) {
            b.add(0, b.emit("Mul", b.upstream(), scale));
        }
        if (b.wanted(1)) {
            long real = b.elementType(b.input(1)).code();
            Map<String, Attribute> toReal = Map.of("to", Attribute.of(real));
            String steps = b.emit("Cast", List.of(b.input(0)), toReal);
            if (b.node().input(2).isPresent()) {
                String zero = b.emit("Cast", List.of(b.input(2)), toReal);
                steps = b.emit("Sub", steps, Scales.alongAxis(b, zero));
            }
            String product = b.emit("Mul", b.upstream(), steps);
            String sum = b.sumToShape(product, scale);
            b.add(1, b.emit("Reshape", sum, b.shapeOf(b.input(1))));
        }
    }

    @Override
    public List<RuleExample> examples() {

        return List.of(
                RuleExample.over(BYTES, RuleExample.random(0.5, 2), ZERO),
                RuleExample.over(BYTES, RuleExample.random(0.5, 2, 3)),
                RuleExample.over(BYTES, RuleExample.random(0.5, 2, 2), ZEROS)
                        .with("axis", Attribute.of(0L)));
    }

    private static final RuleExample.Operand BYTES = bytes(List.of(2L, 3L), 1, -2, 3, 4, -5, 6);
    private static final RuleExample.Operand ZERO = bytes(List.of(), 3);
    private static final RuleExample.Operand ZEROS = bytes(List.of(2L), 1, -1);

    private static RuleExample.Operand bytes(List<Long> shape, int... values) {
        byte[] raw = new byte[values.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) values[i];
        }
        return RuleExample.constant(TensorValue.ofRaw(ElementType.INT8, shape, Bytes.of(raw)));
    }
}
