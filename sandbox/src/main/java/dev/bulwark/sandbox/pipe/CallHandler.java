package dev.bulwark.sandbox.pipe;

import dev.bulwark.kernel.Bytes;

/** What a child does with a call. */
@FunctionalInterface
public interface CallHandler {

    /** What came of it. */
    sealed interface Result {
        /** Done. */
        record Done(Bytes payload) implements Result {}

        /** Not done. */
        record NotDone(Refusal refusal) implements Result {}
    }

    /**
     * Does it. An exception that comes out is a refusal of code {@code CALL_FAILED}, and an {@link
     * Error} ends the process.
     *
     * @param operation as the parent said
     * @param payload as the parent said, within the limit
     */
    Result handle(int operation, Bytes payload);
}
