package dev.bulwark.ledger.policy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A policy file is not what its format says, or does not speak of the log in question. */
public final class PolicyException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    private PolicyException(String code, String what, String fix, List<Problem> problems) {
        super(code, what, fix);
        this.problems = List.copyOf(problems);
    }

    static PolicyException malformed(List<Problem> problems) {
        return new PolicyException(
                "POLICY_MALFORMED",
                "the policy cannot be used: "
                        + problems.stream().map(Problem::what).collect(Collectors.joining("; ")),
                problems.getFirst().fix(),
                problems);
    }

    static PolicyException foreignLog(String vkey) {
        PolicyException alone =
                new PolicyException(
                        "POLICY_FOREIGN_LOG",
                        "the policy lists logs, but not " + vkey,
                        "add the line 'log "
                                + vkey
                                + "' if that log is to be believed, or use the"
                                + " policy that belongs to it",
                        List.of());
        return new PolicyException(
                alone.code(), alone.what(), alone.fix(), List.of(alone.toProblem()));
    }

    /** Everything that is wrong, each with its line; one at least. */
    public List<Problem> problems() {
        return problems;
    }
}
