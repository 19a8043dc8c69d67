package dev.bulwark.ledger.schema;

import dev.bulwark.kernel.json.Json;
import java.util.List;

/**
 * A schema that a value is held against: JSON Schema 2020-12, as far as predicates need it.
 *
 * <p><b>Guarantees:</b> what it accepts, a full implementation accepts as well. A keyword it does
 * not know is refused when the schema is read, never skipped: a schema cannot ask for something
 * that nobody checks. Numbers compare as doubles, which is what canonical JSON keeps of them.
 *
 * <p>Known: {@code type const enum minimum maximum exclusiveMinimum exclusiveMaximum minLength
 * maxLength pattern items minItems maxItems uniqueItems required properties patternProperties
 * additionalProperties propertyNames minProperties maxProperties allOf anyOf oneOf not if then
 * else}, {@code $ref} into {@code $defs}, and annotations. A {@code pattern} is anchored at both
 * ends.
 *
 * @see <a href="https://json-schema.org/draft/2020-12/json-schema-validation">JSON Schema
 *     Validation 2020-12</a>
 */
public final class JsonSchema {
    private final Rule rule;

    private JsonSchema(Rule rule) {
        this.rule = rule;
    }

    /**
     * Reads a schema.
     *
     * @throws IllegalArgumentException if it is not of 2020-12 or uses a keyword that is not known
     */
    public static JsonSchema of(Json.Obj document) {
        return new JsonSchema(new SchemaCompiler(document).root());
    }

    /** Everything that is wrong with a value, at most {@value Place#MOST_VIOLATIONS} places. */
    public List<SchemaViolation> check(Json value) {
        Place root = Place.root();
        rule.check(value, root);
        return root.violations();
    }
}
