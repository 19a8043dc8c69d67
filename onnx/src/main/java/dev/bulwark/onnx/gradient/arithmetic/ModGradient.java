package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** With fmod, z = a − b trunc(a/b): da passes, db is weighted by −trunc(a/b) = (z − a) / b. */
@AutoService(GradientRule.class)
public final class ModGradient implements GradientRule {
    @Override
    public String operator() {
        return "Mod";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.wanted(0)) {
            b.add(0, b.sumTo(b.upstream(), b.output(), b.input(0)));
        }
        if (b.wanted(1)) {
            String whole = b.emit("Sub", b.output(), b.input(0));
            String times = b.emit("Div", whole, b.input(1));
            b.add(1, b.sumTo(b.emit("Mul", b.upstream(), times), b.output(), b.input(1)));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                mod(RuleExample.random(2.1, 2.9, 2, 3), RuleExample.random(1, 1.04, 3)),
                mod(RuleExample.random(-2.9, -2.1, 3), RuleExample.random(1, 1.04, 2, 1)),
                mod(RuleExample.random(0.1, 0.9, 2, 3), RuleExample.random(1.1, 1.9)));
    }

    private static RuleExample mod(RuleExample.Operand left, RuleExample.Operand right) {
        return RuleExample.over(left, right).with("fmod", Attribute.of(1L));
    }
}
