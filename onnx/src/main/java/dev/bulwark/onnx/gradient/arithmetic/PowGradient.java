package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * d(a^p) = p a^(p−1) da + a^p ln(a) dp; the second term only where a > 0, as elsewhere it has no
 * limit, and the first is 0 where p is, also at a = 0.
 */
@AutoService(GradientRule.class)
public final class PowGradient implements GradientRule {
    @Override
    public String operator() {
        return "Pow";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.wanted(0)) {
            String slope = slope(b);
            b.add(0, b.sumTo(b.emit("Mul", b.upstream(), slope), b.output(), b.input(0)));
        }
        if (b.wanted(1)) {
            String base = b.input(0);
            String positive = b.emit("Greater", base, b.scalar(0, base));
            String safe = b.emit("Where", positive, base, b.scalar(1, base));
            String product = b.emit("Mul", b.output(), b.emit("Log", safe));
            String taken = b.emit("Where", positive, product, b.scalar(0, base));
            String g = b.emit("Mul", b.upstream(), taken);
            b.add(1, b.sumTo(cast(b, g, base, b.input(1)), b.output(), b.input(1)));
        }
    }

    @Override
    public List<RuleExample> examples() {

        return List.of(
                RuleExample.within(0.5, 2, new long[] {2, 3}, new long[] {3}),
                RuleExample.within(0.5, 2, new long[] {3}, new long[] {2, 1}),
                power(TensorValue.of(new double[] {0})),
                power(TensorValue.of(new double[] {1})),
                power(TensorValue.of(new double[] {2})),
                power(TensorValue.of(new double[] {3}, 1)),
                power(TensorValue.of(new double[] {2, 0, 3, 1}, 2, 1, 2, 1)),
                power(TensorValue.of(new long[] {2})),
                power(TensorValue.of(new long[] {3, 2, 1}, 3)),
                RuleExample.over(
                        RuleExample.random(0.5, 2, 2, 3),
                        RuleExample.constant(TensorValue.of(new double[] {-0.5}))));
    }

    private static RuleExample power(TensorValue exponent) {
        return RuleExample.over(RuleExample.random(2, 3), RuleExample.constant(exponent));
    }

    private static String slope(Backward b) {
        String base = b.input(0);
        OptionalDouble known = number(b);
        if (known.isPresent()) {
            double exponent = known.getAsDouble();
            String factor = b.scalar(exponent, base);
            if (exponent == 0 || exponent == 1) {
                return factor;
            }
            return b.emit("Mul", exponent == 2 ? base : lower(b, exponent), factor);
        }
        String exponent = cast(b, b.input(1), b.input(1), base);
        String lower = b.emit("Pow", base, b.emit("Sub", exponent, b.scalar(1, base)));
        String zero = b.scalar(0, base);
        return b.emit(
                "Where", b.emit("Equal", exponent, zero), zero, b.emit("Mul", exponent, lower));
    }

    private static String lower(Backward b, double exponent) {
        return b.emit("Pow", b.input(0), b.scalar(exponent - 1, b.input(0)));
    }

    /** The exponent, if it is one number known beforehand. */
    private static OptionalDouble number(Backward b) {
        Optional<TensorValue> known =
                b.constantValue(b.input(1)).filter(value -> value.elements() == 1);
        if (known.isEmpty()) {
            return OptionalDouble.empty();
        }
        TensorValue value = known.get();
        ElementType type = value.elementType();
        if (type == ElementType.FLOAT) {
            return OptionalDouble.of(value.floats()[0]);
        }
        if (type == ElementType.DOUBLE) {
            return OptionalDouble.of(value.doubles()[0]);
        }
        return type == ElementType.INT64
                ? OptionalDouble.of((double) value.longs()[0])
                : OptionalDouble.empty();
    }

    private static String cast(Backward b, String value, String from, String to) {
        return b.elementType(from) == b.elementType(to)
                ? value
                : b.emit(
                        "Cast",
                        List.of(value),
                        Map.of("to", Attribute.of((long) b.elementType(to).code())));
    }
}
