package dev.bulwark.ledger.schema;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The schema of every type of predicate, by its type. To add one is to add one file: the schema of
 * {@code https://bulwark.dev/evidence/sbom/v1} is the resource {@code
 * bulwark.dev/evidence/sbom/v1.json} beside this class. Thread-safe.
 *
 * <p><b>Guarantees:</b> a type without a schema is no type of ours: it is refused, not let through.
 */
public final class PredicateSchemas {
    private static final int LARGEST_SCHEMA = 1 << 20;

    /** What may become the path of a resource: no segment begins with a dot. */
    private static final Pattern NAMES_A_FILE =
            Pattern.compile("https://([a-z0-9_][a-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*)");

    private static final PredicateSchemas SHIPPED = new PredicateSchemas();

    private final Map<String, Optional<JsonSchema>> read = new ConcurrentHashMap<>();

    private PredicateSchemas() {}

    /** Those that come with Bulwark. */
    public static PredicateSchemas shipped() {
        return SHIPPED;
    }

    /** The schema of a predicate type, if there is one. */
    public Optional<JsonSchema> of(String predicateType) {
        var name = NAMES_A_FILE.matcher(predicateType);
        if (!name.matches()) {
            return Optional.empty();
        }
        Optional<JsonSchema> known = read.get(predicateType);
        if (known == null) {
            known = load(name.group(1) + ".json");
            if (known.isPresent()) { // what is not there is not kept: anyone can ask for anything
                read.put(predicateType, known);
            }
        }
        return known;
    }

    /** What is wrong with a statement's predicate; empty if it is as its schema says. */
    public List<SchemaViolation> check(Statement statement) {
        return of(statement.predicateType())
                .map(schema -> schema.check(statement.predicate()))
                .orElseGet(() ->
                        List.of(
                                new SchemaViolation(
                                        "",
                                        "there is no schema of predicate type "
                                                + statement.predicateType())));
    }

    /**
     * Refuses a statement that is not as its schema says.
     *
     * @throws BulwarkException with every violation and its JSON pointer
     */
    public void require(Statement statement) {
        List<SchemaViolation> violations = check(statement);
        if (!violations.isEmpty()) {
            throw new BulwarkException(
                    "EVIDENCE_SCHEMA_VIOLATED",
                    "the statement of type '%s' is not as its schema says: %s"
                            .formatted(statement.predicateType(), text(violations)),
                    "correct what writes the evidence; a new type gets its schema as one more file"
                            + " beside the others, dev/bulwark/ledger/schema/<type>.json in the"
                            + " resources of ledger");
        }
    }

    /** The violations in one line. */
    public static String text(List<SchemaViolation> violations) {
        return String.join("; ", violations.stream().map(SchemaViolation::toString).toList());
    }

    private static Optional<JsonSchema> load(String resource) {
        try (InputStream in = PredicateSchemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readNBytes(LARGEST_SCHEMA);
            return Optional.of(JsonSchema.of(Json.parseObject(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("schema '" + resource + "' cannot be read", e);
        }
    }
}
