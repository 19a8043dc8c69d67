package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** What the steps backward of all cells have in common. */
final class Recurrence {
    private Recurrence() {}

    /** The values one behind the other along their last axis. */
    static String joined(Step step, List<String> values) {
        return step.emit("Concat", values, Map.of("axis", Attribute.of(-1L)));
    }

    /** The gradient of the previous state: behind the end of a sequence the state's own too. */
    static String passing(Step step, Direction direction, String previous, String own) {
        return direction
                .outside()
                .map(m -> step.emit("Add", previous, step.emit("Mul", step.at(m), own)))
                .orElse(previous);
    }

    /** The gradient that reaches a step: from the one behind it, and from its own result. */
    static String arriving(Step step, Direction direction, String fromNext) {
        return direction
                .upstreamOfSteps()
                .map(g -> step.emit("Add", fromNext, step.at(g)))
                .orElse(fromNext);
    }
}
