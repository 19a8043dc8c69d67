package dev.bulwark.onnx.gradient.tabular;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.List;

/**
 * The scores are t(x Wᵀ + b) with a row for each class; the label, their largest, has no
 * derivative.
 */
@AutoService(GradientRule.class)
public final class LinearClassifierGradient implements GradientRule {
    @Override
    public String operator() {
        return "LinearClassifier";
    }

    @Override
    public String domain() {
        return Node.ML_DOMAIN;
    }

    @Override
    public void differentiate(Backward b) {
        if (b.upstream(1).isEmpty()) {
            return;
        }
        long classes = Rows.count(b, "intercepts");
        if (classes < 2) {
            throw b.unsupported(
                    "it has one row of coefficients for two classes; export one for each");
        }
        String g = Rows.beforeTransform(b, b.output(1), b.upstreamOrZeros(1));
        Rows.add(b, 0, b.emit("MatMul", g, Rows.matrix(b, "coefficients", classes)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(scores("NONE"), scores("LOGISTIC"), scores("SOFTMAX"));
    }

    private static RuleExample scores(String transform) {
        return RuleExample.of(new long[] {4, 2})
                .with("coefficients", Rows.floats(1, -2, 0.5f, 0.25f, 1, 2))
                .with("intercepts", Rows.floats(0, 0.5f, 1))
                .with("classlabels_ints", Attribute.ints(0, 1, 2))
                .with("post_transform", Attribute.of(transform))
                .withOutputs(2);
    }
}
