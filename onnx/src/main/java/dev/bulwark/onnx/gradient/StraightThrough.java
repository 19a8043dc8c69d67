package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rounding whose gradient the caller asked to pass as if nothing had been rounded (Bengio et al.
 * 2013, section 2.4).
 */
final class StraightThrough {
    private static final String QUANTIZE = "QuantizeLinear";

    private static final Set<String> OPERATORS =
            Set.of("Round", "Floor", "Ceil", "Sign", "Hardmax", "Cast", QUANTIZE);

    /** Least and largest value of the types to which values are clipped. */
    private static final Map<ElementType, List<Integer>> BOUNDS =
            Map.of(
                    ElementType.INT8, List.of(-128, 127),
                    ElementType.UINT8, List.of(0, 255),
                    ElementType.INT16, List.of(-32768, 32767),
                    ElementType.UINT16, List.of(0, 65535));

    private StraightThrough() {}

    static void requireKnown(Set<String> operators) {
        for (String operator : operators) {
            if (!OPERATORS.contains(operator)) {
                throw new IllegalArgumentException(
                        "'%s' cannot be passed straight through; these can: %s"
                                .formatted(operator, new TreeSet<>(OPERATORS)));
            }
        }
    }

    static void differentiate(Backward b) {
        if (b.node().opType().equals(QUANTIZE)) {
            quantised(b);
        } else {
            b.add(0, cast(b, b.upstream(), b.elementType(b.input(0))));
        }
    }

    /** Of clip(round(x / s) + z): g / s where nothing was clipped. */
    private static void quantised(Backward b) {
        if (b.node().intAttribute("block_size", 0) != 0) {
            throw b.unsupported("it scales block by block");
        }
        String x = b.input(0);
        ElementType real = b.elementType(x);
        String scale = cast(b, Scales.alongAxis(b, b.input(1)), real);
        String gradient = b.emit("Div", cast(b, b.upstream(), real), scale);
        boolean shifted = b.node().input(2).isPresent();
        List<Integer> bounds = BOUNDS.get(shifted ? b.elementType(b.input(2)) : ElementType.UINT8);
        if (bounds == null) {
            throw b.unsupported("it quantises to " + b.elementType(b.input(2)));
        }
        String steps = b.emit("Div", x, scale);
        if (shifted) {
            String zero = cast(b, Scales.alongAxis(b, b.input(2)), real);
            steps = b.emit("Add", steps, zero);
        }
        String least = b.scalar(bounds.getFirst(), x);
        String most = b.scalar(bounds.getLast(), x);
        String within = b.emit("Equal", b.emit("Clip", steps, least, most), steps);
        b.add(0, b.emit("Where", within, gradient, b.scalar(0, x)));
    }

    private static String cast(Backward b, String value, ElementType type) {
        return b.emit("Cast", List.of(value), Map.of("to", Attribute.of((long) type.code())));
    }
}
