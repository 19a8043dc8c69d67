package dev.bulwark.onnx.gradient.linear;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** Inference: y = scale (x − mean) / √(variance + epsilon) + shift, the channel being axis 1. */
@AutoService(GradientRule.class)
public final class BatchNormalizationGradient implements GradientRule {
    @Override
    public String operator() {
        return "BatchNormalization";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.node().intAttribute("training_mode", 0) != 0) {
            BatchNormalizationInTraining.differentiate(b);
            return;
        }
        if (b.wanted(3) || b.wanted(4)) {
            throw b.unsupported("its running statistics are no parameters");
        }
        int rank = b.requireRank(b.input(0));
        String x = b.input(0);
        float epsilon = b.node().floatAttribute("epsilon", 1e-5f);
        String deviation = b.emit("Sqrt", b.emit("Add", b.input(4), b.scalar(epsilon, b.input(4))));
        if (b.wanted(0)) {
            String slope = b.emit("Div", b.input(1), deviation);
            b.add(0, b.emit("Mul", b.upstream(), Channels.spread(b, slope, rank)));
        }
        if (b.wanted(1)) {
            String centred = b.emit("Sub", x, Channels.spread(b, b.input(3), rank));
            String normal = b.emit("Div", centred, Channels.spread(b, deviation, rank));
            b.add(1, Channels.sum(b, b.emit("Mul", b.upstream(), normal), rank));
        }
        if (b.wanted(2)) {
            b.add(2, Channels.sum(b, b.upstream(), rank));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                inference(4, 3),
                inference(2, 3, 2),
                inference(2, 2, 2, 3),
                inference(2, 2, 2, 1, 2).with("epsilon", Attribute.of(0.25f)),
                training(4, 3),
                training(3, 2, 3),
                training(2, 3, 2, 2),
                training(2, 2, 2, 1, 3),
                training(3, 2, 2)
                        .with("epsilon", Attribute.of(0.25f))
                        .with("momentum", Attribute.of(0.5f)),
                training(3, 2, 2)
                        .with("epsilon", Attribute.of(0.25f))
                        .with("momentum", Attribute.of(0f)),
                training(4, 3).with("momentum", Attribute.of(0f)));
    }

    private static RuleExample training(long... shape) {
        return inference(shape).with("training_mode", Attribute.of(1L)).withOutputs(3, 1);
    }

    private static RuleExample inference(long... shape) {
        double[] means = new double[(int) shape[1]];
        double[] variances = new double[(int) shape[1]];
        for (int i = 0; i < means.length; i++) {
            means[i] = 0.25 * i - 0.5;
            variances[i] = 0.5 + i;
        }
        return RuleExample.of(shape, new long[] {shape[1]}, new long[] {shape[1]})
                .and(RuleExample.constant(TensorValue.of(means, shape[1])))
                .and(RuleExample.constant(TensorValue.of(variances, shape[1])));
    }
}
