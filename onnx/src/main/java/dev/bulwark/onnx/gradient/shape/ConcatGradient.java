package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Each part gets its slice of the gradient. */
@AutoService(GradientRule.class)
public final class ConcatGradient implements GradientRule {
    @Override
    public String operator() {
        return "Concat";
    }

    @Override
    public void differentiate(Backward b) {
        int parts = b.node().inputs().size();
        long axis =
                b.node().intAttribute("axis").orElseThrow(() -> b.unsupported("it has no axis"));
        List<String> lengths = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            lengths.add(b.lengthOf(b.input(i), axis));
        }
        String sizes = parts == 1 ? lengths.getFirst() : b.joined(lengths);
        List<String> slices =
                b.emit(
                        "Split",
                        List.of(b.upstream(), sizes),
                        parts,
                        Map.of("axis", Attribute.of(axis)));
        for (int i = 0; i < parts; i++) {
            if (b.wanted(i)) {
                b.add(i, slices.get(i));
            }
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}, new long[] {2, 1}).with("axis", Attribute.of(1L)),
                RuleExample.of(new long[] {1, 3}, new long[] {2, 3}, new long[] {3, 3})
                        .with("axis", Attribute.of(-2L)),
                RuleExample.of(new long[] {2, 3}).with("axis", Attribute.of(0L)));
    }
}
