package dev.bulwark.onnx.gradient.perexample;

import java.util.List;
import java.util.Set;

/**
 * How a parameter that meets the examples in one operator contributes to the gradient of each. To
 * add an operator: one public class with a public constructor without parameters, marked
 * {@code @AutoService(ExampleRule.class)}. The contract test finds it and checks every case against
 * ordinary gradients of one example after another.
 *
 * <p>An implementation has no state. Where the examples lie in the operator's result is not its
 * concern: {@link dev.bulwark.onnx.gradient.perexample.axis.ExampleAxes} knows, or refuses.
 */
public interface ExampleRule {
    /** The operators, with their domain in front if it is not the standard one. */
    Set<String> operators();

    /**
     * Rewrites the node so that the gradient of some value tells each example's share in the
     * gradient of every parameter that {@linkplain Meeting#meets comes in}: keeps it as it is where
     * the gradient of its output does.
     *
     * @throws dev.bulwark.kernel.BulwarkException {@code GRADIENT_UNSUPPORTED} by {@link
     *     Meeting#unsupported} for a setting it cannot handle
     */
    void trace(Meeting meeting);

    /** Small uses that exercise every setting; at least one. */
    List<ExampleCase> cases();
}
