package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/**
 * One token of a sequence: {@code [tokens, width]} to {@code [width]}.
 *
 * @param index of the token, from 0
 */
public record Token(int index) implements Layer {
    @Override
    public Signal append(Assembly assembly, Signal input) {
        String which = assembly.constant(TensorValue.of(new long[] {index}));
        return Signal.of(
                assembly.node(
                        "Gather", List.of(input.value(), which), Map.of("axis", Attribute.of(1L))),
                input.length(1, 2));
    }
}
