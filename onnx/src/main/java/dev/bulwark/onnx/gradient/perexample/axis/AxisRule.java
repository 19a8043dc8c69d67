package dev.bulwark.onnx.gradient.perexample.axis;

/** Where the examples lie in what an operator makes, told from where they lie in what it reads. */
@FunctionalInterface
interface AxisRule {
    /**
     * Examples of output {@code output}. Asked only if an input has examples along an axis, and
     * none is mixed; an operand that gives lengths alone may have {@link Examples.Lengths}.
     *
     * @return {@link Examples.Mixed} wherever it is not certain
     */
    Examples examples(AxisNode node, int output);
}
