package dev.bulwark.onnx.gradient.resample;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** A permutation of the elements, undone by DepthToSpace. */
@AutoService(GradientRule.class)
public final class SpaceToDepthGradient implements GradientRule {
    @Override
    public String operator() {
        return "SpaceToDepth";
    }

    @Override
    public void differentiate(Backward b) {
        long block =
                b.node()
                        .intAttribute("blocksize")
                        .orElseThrow(() -> b.unsupported("it has no blocksize"));
        Map<String, Attribute> size = Map.of("blocksize", Attribute.of(block));
        b.add(0, b.emit("DepthToSpace", List.of(b.upstream()), size));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 2, 2, 4}).with("blocksize", Attribute.of(2L)),
                RuleExample.of(new long[] {1, 1, 3, 3}).with("blocksize", Attribute.of(3L)));
    }
}
