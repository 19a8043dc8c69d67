package dev.bulwark.kernel.evidence;

import java.util.Arrays;
import java.util.Optional;

/** What came of carrying out a practice. */
public enum Outcome {
    /** It was carried out and found nothing that forbids the artifact. */
    PASSED("passed"),
    /** It was carried out and forbids the artifact. */
    FAILED("failed"),
    /** It does not apply to this artifact; the predicate says why. */
    NOT_APPLICABLE("not-applicable");

    private final String id;

    Outcome(String id) {
        this.id = id;
    }

    /** The word in evidence. */
    public String id() {
        return id;
    }

    /** The outcome of this word, if there is one. */
    public static Optional<Outcome> byId(String id) {
        return Arrays.stream(values()).filter(outcome -> outcome.id.equals(id)).findFirst();
    }
}
