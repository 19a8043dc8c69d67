package dev.bulwark.onnx.gradient.resample;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** A permutation of the elements, undone: that of mode DCR by SpaceToDepth. */
@AutoService(GradientRule.class)
public final class DepthToSpaceGradient implements GradientRule {
    @Override
    public String operator() {
        return "DepthToSpace";
    }

    @Override
    public void differentiate(Backward b) {
        long block =
                b.node()
                        .intAttribute("blocksize")
                        .orElseThrow(() -> b.unsupported("it has no blocksize"));
        String x = b.input(0);
        if (b.node().stringAttribute("mode", "DCR").equals("DCR")) {
            Map<String, Attribute> size = Map.of("blocksize", Attribute.of(block));
            b.add(0, b.emit("SpaceToDepth", List.of(b.upstream()), size));
            return;
        }
        // CRD: channel, row in the block, column in the block.
        String blocks =
                b.joined(
                        List.of(
                                b.ints(0, -1),
                                b.lengthOf(x, 2),
                                b.ints(block),
                                b.lengthOf(x, 3),
                                b.ints(block)));
        String apart = b.emit("Reshape", b.upstream(), blocks);
        String order =
                b.emit(
                        "Transpose",
                        List.of(apart),
                        Map.of("perm", Attribute.ints(0, 1, 3, 5, 2, 4)));
        b.add(0, b.emit("Reshape", order, b.shapeOf(x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 8, 1, 3}).with("blocksize", Attribute.of(2L)),
                RuleExample.of(new long[] {1, 9, 2, 1})
                        .with("blocksize", Attribute.of(3L))
                        .with("mode", Attribute.of("DCR")),
                RuleExample.of(new long[] {2, 8, 3, 2})
                        .with("blocksize", Attribute.of(2L))
                        .with("mode", Attribute.of("CRD")));
    }
}
