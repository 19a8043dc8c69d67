package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Node;
import java.util.List;

/**
 * A place where something that does not depend on the examples meets them.
 *
 * @param value what meets them: a parameter, or computed from parameters alone
 * @param tap the value whose gradient tells each example's share
 * @param form makes the share of that gradient
 * @param linear nodes, in order, whose gradient with respect to {@code value}, at a gradient of the
 *     last one's first output that is the tap's scaled example by example, is the weighted sum;
 *     none where that is taken from the shares themselves
 * @param rank of the tap
 * @param along where the examples lie in the tap
 */
record Use(
        String value,
        String tap,
        Meeting.ShareForm form,
        List<Node> linear,
        int rank,
        Examples.Along along) {
    Use {
        linear = List.copyOf(linear);
    }

    /** The same for a part of what came in, whose sums are taken from its shares. */
    Use of(String parameter) {
        return new Use(parameter, tap, form, List.of(), rank, along);
    }
}
