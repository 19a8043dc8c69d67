package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In inference the gradient passes; in training it passes through the mask that was drawn in the
 * same run, and its scale.
 */
@AutoService(GradientRule.class)
public final class DropoutGradient implements GradientRule {
    @Override
    public String operator() {
        return "Dropout";
    }

    @Override
    public void differentiate(Backward b) {
        Optional<TensorValue> training = b.node().input(2).flatMap(b::constantValue);
        boolean never =
                b.node().input(2).isEmpty() || training.filter(TensorValue::isZero).isPresent();
        if (never || isKeptWhole(b)) {
            b.add(0, b.upstream());
            return;
        }
        String x = b.input(0);
        String one = b.scalar(1, x);
        String kept = b.emit("Sub", one, ratio(b));
        // Outside training the mask is all true, and nothing is scaled.
        String scale = training.isPresent() ? kept : b.emit("Where", b.input(2), kept, one);
        String scaled = b.emit("Div", b.upstream(), scale);
        b.add(0, b.emit("Where", b.forwardOutput(1), scaled, b.scalar(0, x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}),
                RuleExample.of(new long[] {2, 3})
                        .and(RuleExample.constant(TensorValue.of(new float[] {0.25f}))),
                RuleExample.of(new long[] {2, 3})
                        .and(RuleExample.constant(TensorValue.of(new float[] {0.25f})))
                        .and(RuleExample.fed(flag(false))),
                RuleExample.of(new long[] {2, 3})
                        .and(RuleExample.constant(TensorValue.of(new float[] {0})))
                        .and(RuleExample.constant(flag(true))));
    }

    private static final float DEFAULT_RATIO = 0.5f;

    private static TensorValue flag(boolean value) {
        byte[] raw = {(byte) (value ? 1 : 0)};
        return TensorValue.ofRaw(ElementType.BOOL, List.of(), Bytes.of(raw));
    }

    private static boolean isKeptWhole(Backward b) {
        return b.node().input(1).flatMap(b::constantValue).filter(TensorValue::isZero).isPresent();
    }

    private static String ratio(Backward b) {
        if (b.node().input(1).isEmpty()) {
            return b.scalar(DEFAULT_RATIO, b.input(0));
        }
        long type = b.elementType(b.input(0)).code();
        return b.emit("Cast", List.of(b.input(1)), Map.of("to", Attribute.of(type)));
    }
}
