package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** In inference the gradient passes; in training it passes through the mask and its scale. */
@AutoService(GradientRule.class)
public final class DropoutGradient implements GradientRule {
    @Override
    public String operator() {
        return "Dropout";
    }

    @Override
    public void differentiate(Backward b) {
        boolean training =
                b.node()
                        .input(2)
                        .flatMap(b::constantValue)
                        .map(value -> value.raw().get(0) != 0)
                        .orElse(false);
        if (!training) {
            if (b.node().input(2).isPresent() && b.constantValue(b.input(2)).isEmpty()) {
                throw b.unsupported("whether it is training is not known before it runs");
            }
            b.add(0, b.upstream());
            return;
        }
        if (b.node()
                .input(1)
                .flatMap(b::constantValue)
                .map(DropoutGradient::isZero)
                .orElse(false)) {
            b.add(0, b.upstream());
            return;
        }
        throw b.unsupported(
                "it draws its mask inside the engine, where no seed of ours reaches; feed the mask as an input");
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }

    private static boolean isZero(TensorValue ratio) {
        for (int i = 0; i < ratio.raw().capacity(); i++) {
            if (ratio.raw().get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
