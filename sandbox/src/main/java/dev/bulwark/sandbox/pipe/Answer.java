package dev.bulwark.sandbox.pipe;

import dev.bulwark.kernel.Bytes;
import java.time.Duration;

/** What came of a call. */
public sealed interface Answer {

    /** Done. */
    record Reply(Bytes payload) implements Answer {}

    /** The child understood and says no; it lives on. */
    record Refused(Refusal refusal) implements Answer {}

    /** As many calls as may wait are waiting; this one was not sent. */
    record Busy() implements Answer {}

    /** No answer came in time. */
    record TimedOut(Duration after) implements Answer {}

    /**
     * The child died or its pipe broke, before or during the call.
     *
     * @param why for the log of the parent alone
     */
    record Gone(String why) implements Answer {}
}
