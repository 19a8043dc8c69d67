package dev.bulwark.onnx.gradient;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The derivative of one operator. To add an operator: one public class with a public constructor
 * without parameters, marked {@code @AutoService(GradientRule.class)}. The contract test finds it
 * and checks every example by finite differences in double precision.
 *
 * <p>An implementation has no state.
 */
public interface GradientRule {
    /** The operator it differentiates, e.g. {@code Gemm}. */
    String operator();

    /** Operator set of the operator; empty for the standard one. */
    default String domain() {
        return "";
    }

    /**
     * Emits the nodes that turn the gradients of the node's outputs into those of its inputs: the
     * vector-Jacobian product. Adds one gradient for each input that is {@linkplain Backward#wanted
     * wanted}, of that input's shape; adds none only where it is zero everywhere.
     *
     * @throws dev.bulwark.kernel.BulwarkException {@code GRADIENT_UNSUPPORTED} by {@link
     *     Backward#unsupported} for a setting it cannot handle
     */
    void differentiate(Backward backward);

    /** Small uses that exercise every setting and broadcast; at least one. */
    List<RuleExample> examples();

    /**
     * A use drawn at random, for the test over random shapes and settings. A rule whose shapes and
     * settings depend on one another draws them itself; by default one of the examples is taken
     * over operands of other lengths.
     */
    default RuleExample randomExample(RandomGenerator random) {
        List<RuleExample> examples = examples();
        return examples.get(random.nextInt(examples.size())).rescaled(random);
    }
}
