package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.VerifiedEvidence;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;

/** The policy or the configuration inside a change, and what it alters. */
public final class ChangedDocument {
    private ChangedDocument() {}

    /** The policy that the change leads to; empty if it holds none that can be read. */
    public static Optional<GatePolicy> policy(Change change) {
        if (change.kind() != ChangeKind.POLICY || change.content().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(GatePolicy.fromJson(change.content().get()))
                    // A member that is not understood would be lost, and with it what it asks for.
                    .filter(policy -> policy.digest().equals(change.to()));
        } catch (BulwarkException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty(); // no policy; whoever asked refuses the change
        }
    }

    /**
     * What the change alters, by the two documents: the list in the change is its author's word,
     * who could leave the line out that nobody would approve. Costs reading every statement until
     * the document before is found.
     *
     * @return empty if the change is of no document, or the one before is not in the ledger
     */
    public static Optional<List<DiffLine>> differences(Change change, VerifiedEvidence verified) {
        return change.content()
                .flatMap(after ->
                        before(change.from(), verified)
                                .map(before -> JsonDiff.between(before, after)));
    }

    private static Optional<Json.Obj> before(Optional<Digest> from, VerifiedEvidence verified) {
        return from.isEmpty()
                ? Optional.of(Json.obj())
                : verified.evidence().stream()
                        .flatMap(evidence -> document(evidence).stream())
                        .filter(document -> document.digest().equals(from.get()))
                        .findFirst();
    }

    private static Optional<Json.Obj> document(Evidence evidence) {
        try {
            return switch (evidence.statement().predicateType()) {
                case GatePolicy.PREDICATE_TYPE -> Optional.of(evidence.statement().predicate());
                case Change.PREDICATE_TYPE -> Change.from(evidence).content();
                default -> Optional.empty();
            };
        } catch (BulwarkException e) {
            return Optional.empty(); // no change, so nothing was ever changed to what it holds
        }
    }
}
