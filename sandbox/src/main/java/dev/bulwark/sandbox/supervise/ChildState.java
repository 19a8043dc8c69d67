package dev.bulwark.sandbox.supervise;

import dev.bulwark.kernel.Problem;
import dev.bulwark.sandbox.process.Child;
import java.time.Duration;

/** How a supervised child is. */
public sealed interface ChildState {

    /** It is being checked, launched or prepared. */
    record Starting() implements ChildState {}

    /** It answers calls. */
    record Ready(Child child) implements ChildState {}

    /** It died and is started again after the pause. */
    record Pausing(Duration pause, String why) implements ChildState {}

    /** The check did not allow it to run; it is asked again at the next review. */
    record Denied(Problem problem) implements ChildState {}

    /** It kept dying and is not started again. */
    record Quarantined(String why) implements ChildState {}

    /** It was stopped for good. */
    record Stopped() implements ChildState {}
}
