package dev.bulwark.kernel.exchange;

/** The calls that a worker process answers; the numbers travel on the pipe and never change. */
public enum ModelCall {
    /** Request: the model file's bytes. Reply: a {@link ModelSignature}. Once, first of all. */
    LOAD(1),
    /** Request: the inputs as {@link NamedTensors}. Reply: the outputs, likewise. */
    PREDICT(2);

    private final int operation;

    ModelCall(int operation) {
        this.operation = operation;
    }

    /** The number on the pipe, 1 to 255. */
    public int operation() {
        return operation;
    }
}
