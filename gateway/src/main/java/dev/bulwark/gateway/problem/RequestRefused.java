package dev.bulwark.gateway.problem;

/**
 * Carries a problem from deep inside a decoder to its entry, which turns it into a result. It has
 * no stack trace: refusing a hostile request is to be cheap.
 */
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpProblem problem;

    /** Refuses with {@code detail}. */
    public RequestRefused(ProblemKind kind, String detail) {
        super(detail, null, false, false);
        this.problem = HttpProblem.of(kind, detail);
    }

    /** Why. */
    public HttpProblem problem() {
        return problem;
    }
}
