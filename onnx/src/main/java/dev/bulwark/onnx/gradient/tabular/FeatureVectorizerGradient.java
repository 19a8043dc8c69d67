package dev.bulwark.onnx.gradient.tabular;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.List;
import java.util.Map;

/** Each input gets its columns of the gradient. */
@AutoService(GradientRule.class)
public final class FeatureVectorizerGradient implements GradientRule {
    @Override
    public String operator() {
        return "FeatureVectorizer";
    }

    @Override
    public String domain() {
        return Node.ML_DOMAIN;
    }

    @Override
    public void differentiate(Backward b) {
        List<Long> widths =
                b.node()
                        .intsAttribute("inputdimensions")
                        .orElseThrow(() -> b.unsupported("it has no inputdimensions"));
        String sizes = b.ints(widths.stream().mapToLong(Long::longValue).toArray());
        List<String> parts =
                b.emit(
                        "Split",
                        List.of(b.upstream(), sizes),
                        widths.size(),
                        Map.of("axis", Attribute.of(1L)));
        for (int i = 0; i < widths.size(); i++) {
            if (b.wanted(i)) {
                Rows.add(b, i, b.emit("Reshape", parts.get(i), b.shapeOf(b.input(i))));
            }
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {4, 3}, new long[] {4, 1})
                        .with("inputdimensions", Attribute.ints(3, 1)));
    }
}
