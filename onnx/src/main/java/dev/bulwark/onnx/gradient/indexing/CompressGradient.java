package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** The gradient goes back to the elements that were kept. */
@AutoService(GradientRule.class)
public final class CompressGradient implements GradientRule {
    @Override
    public String operator() {
        return "Compress";
    }

    @Override
    public void differentiate(Backward b) {
        List<String> operands = List.of(Positions.of(b, b.input(0)), b.input(1));
        String positions = b.emit("Compress", operands, b.node().attributes());
        b.add(0, Positions.scatter(b, b.input(0), positions, b.upstream()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                compress(1, 0, 1).with("axis", Attribute.of(1L)),
                compress(0, 1).with("axis", Attribute.of(-2L)),
                compress(0, 1, 1, 0, 1));
    }

    private static RuleExample compress(int... kept) {
        byte[] flags = new byte[kept.length];
        for (int i = 0; i < kept.length; i++) {
            flags[i] = (byte) kept[i];
        }
        List<Long> shape = List.of((long) kept.length);
        return RuleExample.of(new long[] {2, 3})
                .and(RuleExample.fed(TensorValue.ofRaw(ElementType.BOOL, shape, Bytes.of(flags))));
    }
}
