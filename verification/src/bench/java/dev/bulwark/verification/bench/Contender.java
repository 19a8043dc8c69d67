package dev.bulwark.verification.bench;

/** One side of the comparison, with a network and a batch of pictures loaded. */
interface Contender extends AutoCloseable {
    /** What is timed. */
    enum Work {
        /** The loss of the batch, weights fixed. */
        FORWARD,
        /** The loss's gradient by the pictures, and a signed step of projected gradient descent. */
        INPUT_GRADIENT,
        /** Forward, backward to every parameter, and the update of stochastic gradient descent. */
        TRAINING_STEP
    }

    /** Its name in the table. */
    String name();

    /** Does the work once and returns the loss before any step. */
    float run(Work work);

    @Override
    void close();
}
