package dev.bulwark.ledger.index;

import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When a statement says that what it speaks of was done; each type says it in its own place. */
final class StatementTime {
    private static final List<List<String>> PLACES =
            List.of(
                    List.of("at"),
                    List.of("timeVerified"),
                    List.of("runDetails", "metadata", "finishedOn"),
                    List.of("metadata", "timestamp"),
                    List.of("since"));

    private StatementTime() {}

    static Optional<Instant> of(Statement statement) {
        return PLACES.stream()
                .flatMap(place -> text(statement.predicate(), place).stream())
                .flatMap(text -> instant(text).stream())
                .findFirst();
    }

    private static Optional<String> text(Json.Obj predicate, List<String> place) {
        Json node = predicate;
        for (String name : place) {
            node =
                    node instanceof Json.Obj object
                            ? object.get(name).orElse(Json.nil())
                            : Json.nil();
        }
        return node instanceof Json.Str(String text) ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty(); // not a time; the evidence is found by the log's
        }
    }
}
