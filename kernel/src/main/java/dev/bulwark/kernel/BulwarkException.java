package dev.bulwark.kernel;

import java.util.Objects;

/**
 * The world failed: a file is missing, a document is malformed, a limit is exceeded. Carries what
 * happened and what the reader can do now. Neither text may hold a secret or personal data.
 *
 * <p>Expected outcomes are sealed results instead, and a caller's mistake is an {@link
 * IllegalArgumentException}.
 */
public class BulwarkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String what;
    private final String fix;

    /**
     * @param code a stable name in SCREAMING_SNAKE_CASE, e.g. {@code DATA_ROW_TOO_LONG}
     * @param what the object and both values: what was found, what was expected
     * @param fix something the reader can do now
     */
    public BulwarkException(String code, String what, String fix) {
        super(what + " — " + fix);
        this.code = Objects.requireNonNull(code);
        this.what = Objects.requireNonNull(what);
        this.fix = Objects.requireNonNull(fix);
    }

    /** As {@link #BulwarkException(String, String, String)}, with the cause kept for the log. */
    public BulwarkException(String code, String what, String fix, Throwable cause) {
        super(what + " — " + fix, cause);
        this.code = Objects.requireNonNull(code);
        this.what = Objects.requireNonNull(what);
        this.fix = Objects.requireNonNull(fix);
    }

    /** Stable name of the failure, for programs. */
    public final String code() {
        return code;
    }

    /** What failed: the object and both values. */
    public final String what() {
        return what;
    }

    /** What the reader can do now. */
    public final String fix() {
        return fix;
    }

    /** The same three sentences as a value, to be listed beside others. */
    public final Problem toProblem() {
        return new Problem(code, what, fix);
    }
}
