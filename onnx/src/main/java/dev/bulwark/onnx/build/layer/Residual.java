package dev.bulwark.onnx.build.layer;

/**
 * {@code body(x) + shortcut(x)}.
 *
 * @param body what learns the difference
 * @param shortcut the way past it; {@link #identity} where the shape stays
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2016, equations 1 and 2</a>
 */
public record Residual(Layer body, Layer shortcut) implements Layer {
    /** Past the body goes the value itself. */
    public static Residual identity(Layer body) {
        return new Residual(body, (_, input) -> input);
    }

    @Override
    public Signal append(Assembly assembly, Signal input) {
        Signal difference = body.append(assembly, input);
        Signal past = shortcut.append(assembly, input);
        if (!difference.shape().equals(past.shape())) {
            throw new IllegalArgumentException(
                    "a residual block adds %s to %s".formatted(difference.shape(), past.shape()));
        }
        return difference.with(assembly.node("Add", difference.value(), past.value()));
    }
}
