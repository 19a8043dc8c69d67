package dev.bulwark.ledger.note;

/** What came of verifying a checkpoint. */
public sealed interface CheckpointVerification {

    /** The log's own key signed it. */
    record Valid(SignedCheckpoint checkpoint) implements CheckpointVerification {}

    /**
     * It is malformed, of another log, or not signed by the log's key.
     *
     * @param why which of these
     */
    record Refused(String why) implements CheckpointVerification {}
}
