package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/**
 * An activation of a recurrent cell (ONNX, LSTM, "Activation functions").
 *
 * @param kind which
 * @param alpha first parameter, as far as the kind has one
 * @param beta second parameter, as far as the kind has one
 */
record Activation(Kind kind, float alpha, float beta) {

    /** No default: the standard gives none, or the engine takes another. */
    static final float UNSAID = Float.NaN;

    /** The functions of the standard, with the parameters they have by default. */
    enum Kind {
        SIGMOID("Sigmoid", 0, 0, 0),
        TANH("Tanh", 0, 0, 0),
        RELU("Relu", 0, 0, 0),
        SOFTSIGN("Softsign", 0, 0, 0),
        SOFTPLUS("Softplus", 0, 0, 0),
        LEAKY_RELU("LeakyRelu", 1, 0.01f, 0),
        ELU("Elu", 1, 1, 0),
        HARD_SIGMOID("HardSigmoid", 2, 0.2f, 0.5f),
        THRESHOLDED_RELU("ThresholdedRelu", 1, UNSAID, 0),
        AFFINE("Affine", 2, UNSAID, UNSAID),
        SCALED_TANH("ScaledTanh", 2, UNSAID, UNSAID);

        private final String operator;
        private final int parameters;
        private final float alpha;
        private final float beta;

        Kind(String operator, int parameters, float alpha, float beta) {
            this.operator = operator;
            this.parameters = parameters;
            this.alpha = alpha;
            this.beta = beta;
        }

        boolean hasAlpha() {
            return parameters > 0;
        }

        boolean hasBeta() {
            return parameters > 1;
        }

        static Kind of(Backward b, String name) {
            for (Kind kind : values()) {
                if (kind.operator.equalsIgnoreCase(name)) {
                    return kind;
                }
            }
            throw b.unsupported("its activation '" + name + "' is none of the standard's");
        }
    }

    /** The function with the parameters it has by default. */
    static Activation of(Kind kind) {
        return new Activation(kind, kind.alpha, kind.beta);
    }

    /** The function, unless a parameter that it needs is not given. */
    Activation complete(Backward b) {
        if (Float.isNaN(alpha) || Float.isNaN(beta)) {
            throw b.unsupported(
                    "its activation %s needs activation_alpha%s"
                            .formatted(
                                    kind.operator, kind.hasBeta() ? " and activation_beta" : ""));
        }
        return this;
    }

    /** The function at {@code z}. */
    String value(Pen pen, Backward b, String z) {
        return switch (kind) {
            case SIGMOID, TANH, RELU, SOFTSIGN, SOFTPLUS -> pen.emit(kind.operator, z);
            case LEAKY_RELU, THRESHOLDED_RELU, ELU ->
                    pen.emit(kind.operator, List.of(z), Map.of("alpha", Attribute.of(alpha)));
            case HARD_SIGMOID ->
                    pen.emit(
                            kind.operator,
                            List.of(z),
                            Map.of("alpha", Attribute.of(alpha), "beta", Attribute.of(beta)));
            case AFFINE -> pen.emit("Add", pen.emit("Mul", z, real(b, alpha)), real(b, beta));
            case SCALED_TANH ->
                    pen.emit(
                            "Mul",
                            pen.emit("Tanh", pen.emit("Mul", z, real(b, beta))),
                            real(b, alpha));
        };
    }

    /** The slope at {@code z}, where the function is {@code y}; it broadcasts to the shape of z. */
    String slope(Backward b, String z, String y) {
        return switch (kind) {
            case SIGMOID -> b.emit("Sub", y, b.emit("Mul", y, y));
            case TANH -> b.emit("Sub", real(b, 1), b.emit("Mul", y, y));
            case RELU -> indicator(b, b.emit("Greater", z, real(b, 0)));
            case SOFTSIGN -> {
                String width = b.emit("Add", real(b, 1), b.emit("Abs", z));
                yield b.emit("Reciprocal", b.emit("Mul", width, width));
            }
            case SOFTPLUS -> b.emit("Sigmoid", z);
            case LEAKY_RELU ->
                    b.emit("Where", b.emit("Greater", z, real(b, 0)), real(b, 1), real(b, alpha));
            case THRESHOLDED_RELU -> indicator(b, b.emit("Greater", z, real(b, alpha)));
            case ELU ->
                    b.emit(
                            "Where",
                            b.emit("Greater", z, real(b, 0)),
                            real(b, 1),
                            b.emit("Add", y, real(b, alpha)));
            case AFFINE -> real(b, alpha);
            case SCALED_TANH -> {
                // alpha beta (1 − tanh²), tanh being y / alpha.
                String tanh = b.emit("Div", y, real(b, alpha));
                String rest = b.emit("Sub", real(b, 1), b.emit("Mul", tanh, tanh));
                yield b.emit("Mul", rest, real(b, (double) alpha * beta));
            }
            case HARD_SIGMOID -> {
                String inside =
                        b.emit(
                                "And",
                                b.emit("Greater", y, real(b, 0)),
                                b.emit("Less", y, real(b, 1)));
                yield b.emit("Mul", indicator(b, inside), real(b, alpha));
            }
        };
    }

    private static String real(Backward b, double value) {
        return b.scalar(value, b.input(0));
    }

    /** 1 where the condition holds and 0 elsewhere. */
    static String indicator(Backward b, String condition) {
        long type = b.elementType(b.input(0)).code();
        return b.emit("Cast", List.of(condition), Map.of("to", Attribute.of(type)));
    }
}
