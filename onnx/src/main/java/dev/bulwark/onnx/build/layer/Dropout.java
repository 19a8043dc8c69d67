package dev.bulwark.onnx.build.layer;

/**
 * Leaves out part of the values while training, by a mask that is fed; nothing in a graph that
 * serves, and nothing at rate 0.
 *
 * @param layer name of the layer it belongs to; the mask is the input {@code <layer>.mask}
 * @param rate part left out, in [0, 1)
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava et al. 2014, section
 *     10</a>
 */
public record Dropout(String layer, double rate) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1), but was " + rate);
        }
    }

    @Override
    public Signal append(Assembly assembly, Signal input) {
        if (!assembly.training() || rate == 0) {
            return input;
        }
        String mask = assembly.mask(layer, input.size(), rate);
        if (input.shape().size() > 1) {
            int[] lengths = input.shape().stream().mapToInt(Integer::intValue).toArray();
            mask = assembly.reshaped(mask, lengths).value();
        }
        return input.with(assembly.node("Mul", input.value(), mask));
    }
}
