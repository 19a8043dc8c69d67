package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A statement whose envelope has been verified. Only {@link TrustedKeys} makes one, so whoever
 * holds an {@code Evidence} need not ask whether its signatures were checked.
 */
public final class Evidence {
    private final Envelope envelope;
    private final Digest digest;
    private final Statement statement;
    private final Set<String> signers;

    Evidence(Envelope envelope, Statement statement, Set<String> signers) {
        this.envelope = Objects.requireNonNull(envelope);
        this.digest = envelope.digest();
        this.statement = Objects.requireNonNull(statement);
        this.signers = Set.copyOf(signers);
    }

    /** The envelope as it was received. */
    public Envelope envelope() {
        return envelope;
    }

    /** SHA-256 of the envelope: the evidence's name. */
    public Digest digest() {
        return digest;
    }

    /** What is said. */
    public Statement statement() {
        return statement;
    }

    /** Ids of the keys whose signatures hold. */
    public Set<String> signers() {
        return signers;
    }

    /** The practice it is evidence of, if it is of one of ours. */
    public Optional<Practice> practice() {
        return Practice.byPredicateType(statement.predicateType());
    }

    /** When the practice was carried out, as the signer says; empty if it does not say. */
    public Optional<Instant> at() {
        return text("at").flatMap(Evidence::instant);
    }

    /** What came of it; empty if the predicate has no known outcome. */
    public Optional<Outcome> outcome() {
        return text("outcome").flatMap(Outcome::byId);
    }

    /** The scalar members of the result, which is what a gate's conditions may name. */
    public Map<String, Json> facts() {
        Map<String, Json> facts = new LinkedHashMap<>();
        if (statement.predicate().get("result").orElse(null) instanceof Json.Obj result) {
            result.members()
                    .forEach((name, value) -> {
                        if (isScalar(value)) {
                            facts.put(name, value);
                        }
                    });
        }
        return facts;
    }

    private static boolean isScalar(Json value) {
        return switch (value) {
            case Json.Str _, Json.Num _, Json.Bool _ -> true;
            case Json.Obj _, Json.Arr _, Json.Null _ -> false;
        };
    }

    private Optional<String> text(String member) {
        return statement.predicate().get(member).orElse(null) instanceof Json.Str(String value)
                ? Optional.of(value)
                : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            // A time nobody can read is no time: freshness then fails, which is the safe side.
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Evidence evidence && digest.equals(evidence.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "Evidence[" + statement.predicateType() + ", " + digest.abbreviated() + "]";
    }
}
