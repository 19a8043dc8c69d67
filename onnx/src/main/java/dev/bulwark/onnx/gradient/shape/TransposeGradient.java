package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gradient is permuted back. */
@AutoService(GradientRule.class)
public final class TransposeGradient implements GradientRule {
    @Override
    public String operator() {
        return "Transpose";
    }

    @Override
    public void differentiate(Backward b) {
        Optional<List<Long>> order = b.node().intsAttribute("perm");
        if (order.isEmpty()) {
            b.add(0, b.emit("Transpose", b.upstream()));
            return;
        }
        Long[] back = new Long[order.get().size()];
        for (int i = 0; i < back.length; i++) {
            back[order.get().get(i).intValue()] = (long) i;
        }
        b.add(
                0,
                b.emit(
                        "Transpose",
                        List.of(b.upstream()),
                        Map.of("perm", new Attribute.OfInts(List.of(back)))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 4}),
                RuleExample.of(new long[] {2, 3, 4}).with("perm", Attribute.ints(1, 2, 0)));
    }
}
