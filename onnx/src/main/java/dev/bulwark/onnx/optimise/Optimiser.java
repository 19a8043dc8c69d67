package dev.bulwark.onnx.optimise;

import java.util.Map;

/** An update rule with its state. Not safe for use by several threads. */
public interface Optimiser {
    /**
     * Moves every parameter one step, in place.
     *
     * @param learningRate step length, {@code > 0}; a schedule changes it from step to step
     * @param gradients of the loss, in the layout of the parameters
     * @throws IllegalArgumentException if a gradient is missing or has another length
     * @throws dev.bulwark.kernel.BulwarkException {@code TRAINING_DIVERGED} if a gradient is not
     *     finite; no parameter has been moved then
     */
    void step(double learningRate, ParameterVector gradients);

    /** The same with gradients on the heap, by parameter name. */
    void step(double learningRate, Map<String, float[]> gradients);

    /** Steps taken so far. */
    long steps();

    /**
     * A copy of the state beside the parameters, by name, in a fixed order, for checkpoints that
     * resume to the bit. {@link #restore} takes it back.
     */
    Map<String, float[]> state();

    /**
     * Takes up where a checkpoint left off.
     *
     * @param steps steps taken until then, {@code >= 0}
     * @param state what {@link #state} gave then
     * @throws IllegalArgumentException if it is the state of other parameters; nothing has changed
     *     then
     */
    void restore(long steps, Map<String, float[]> state);
}
