package dev.bulwark.onnx.build.layer;

/** Functions that bend each value by itself. */
public enum Activation implements Layer {
    /** {@code max(0, x)}. */
    RELU {
        @Override
        public Signal append(Assembly assembly, Signal input) {
            return input.with(assembly.node("Relu", input.value()));
        }
    },
    /**
     * {@code x/2 · (1 + erf(x / √2))} (Hendrycks and Gimpel 2016, section 2), spelled out: the
     * operator {@code Gelu} is younger than the operator set networks are written for.
     */
    GELU {
        @Override
        public Signal append(Assembly assembly, Signal input) {
            String scaled = assembly.node("Div", input.value(), assembly.scalar(Math.sqrt(2)));
            String grown = assembly.node("Add", assembly.node("Erf", scaled), assembly.scalar(1));
            String product = assembly.node("Mul", input.value(), grown);
            return input.with(assembly.node("Mul", product, assembly.scalar(0.5)));
        }
    }
}
