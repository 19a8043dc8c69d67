package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.ledger.VerifiedEvidence;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The policy that gates decide by, which the rules for changes put in force. The newest signed one
 * may be another: signed by its owner alone where the one before asks for approval.
 */
public final class PolicyInForce {
    private PolicyInForce() {}

    /**
     * The policy in force at the end of the log; costs as much as {@link LedgerChanges#read}.
     *
     * @return empty if none was ever in force, or its content is not among the evidence
     */
    public static Optional<GatePolicy> read(VerifiedEvidence verified) {
        return LedgerChanges.read(verified).policy().flatMap(digest -> of(verified, digest));
    }

    /**
     * The same, ready to decide by.
     *
     * @throws BulwarkException with {@code POLICY_INVALID} if this version cannot evaluate it
     */
    public static Optional<CompiledPolicy> compiled(VerifiedEvidence verified) {
        return read(verified).map(PolicyInForce::compiled);
    }

    private static CompiledPolicy compiled(GatePolicy policy) {
        return switch (CompiledPolicy.compile(policy, FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy compiled) -> compiled;
            case CompiledPolicy.Compilation.Rejected(List<Problem> problems) ->
                    throw new BulwarkException(
                            "POLICY_INVALID",
                            problems.getFirst().what(),
                            problems.getFirst().fix());
        };
    }

    /** By what its content is, for a statement may name further subjects than that. */
    private static Optional<GatePolicy> of(VerifiedEvidence verified, Digest digest) {
        return verified.evidence().stream()
                .flatMap(PolicyInForce::contents)
                .filter(policy -> policy.digest().equals(digest))
                .findFirst();
    }

    private static Stream<GatePolicy> contents(Evidence evidence) {
        try {
            return switch (evidence.statement().predicateType()) {
                case GatePolicy.PREDICATE_TYPE -> Stream.of(GatePolicy.from(evidence));
                case Change.PREDICATE_TYPE ->
                        ChangedDocument.policy(Change.from(evidence)).stream();
                default -> Stream.empty();
            };
        } catch (BulwarkException e) {
            return Stream.empty(); // the book passed over it as well, so it is not in force
        }
    }
}
