package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What each direction adds to the gradients of the node's inputs, until all have. */
final class Contributions {
    private final Backward b;
    private final Map<Integer, List<String>> parts = new TreeMap<>();

    Contributions(Backward b) {
        this.b = b;
    }

    /** Whether the gradient of an input is asked for. */
    boolean wants(int input) {
        return b.wanted(input);
    }

    /** This direction's gradient of its part of an input. */
    void add(int input, String gradient) {
        parts.computeIfAbsent(input, i -> new ArrayList<>()).add(gradient);
    }

    /** Adds up those of X, which all directions read, and stacks those of the others' parts. */
    void finish() {
        parts.forEach((input, gradients) -> {
            if (input == Direction.X) {
                b.add(
                        input,
                        gradients.size() == 1
                                ? gradients.getFirst()
                                : b.emit("Sum", gradients, Map.of()));
                return;
            }
            List<String> stacked =
                    gradients.stream().map(g -> b.emit("Unsqueeze", g, b.ints(0))).toList();
            b.add(
                    input,
                    stacked.size() == 1
                            ? stacked.getFirst()
                            : b.emit("Concat", stacked, Map.of("axis", Attribute.of(0L))));
        });
    }
}
