package dev.bulwark.onnx.build.layer;

import java.util.List;

/**
 * One step of a network. A layer asks its {@link Assembly} for parameters and adds nodes; it learns
 * from {@link Assembly#training} where training differs from serving, and asks for the same
 * parameters in the same order in both.
 *
 * <p>An implementation is an immutable value.
 */
@FunctionalInterface
public interface Layer {
    /**
     * Adds the layer behind {@code input}.
     *
     * @throws dev.bulwark.kernel.BulwarkException {@code MODEL_ARCHITECTURE} if the layer cannot
     *     take a value of this shape
     */
    Signal append(Assembly assembly, Signal input);

    /** These layers, one behind the other. */
    static Layer sequence(List<Layer> layers) {
        List<Layer> copy = List.copyOf(layers);
        return (assembly, input) -> {
            Signal signal = input;
            for (Layer layer : copy) {
                signal = layer.append(assembly, signal);
            }
            return signal;
        };
    }

    /** These layers, one behind the other. */
    static Layer sequence(Layer... layers) {
        return sequence(List.of(layers));
    }
}
