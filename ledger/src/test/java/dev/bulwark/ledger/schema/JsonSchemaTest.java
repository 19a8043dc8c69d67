package dev.bulwark.ledger.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.testkit.Seeded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Held against another implementation: what it refuses, ours refuses, and the other way round. */
@ExtendWith(Seeded.class)
class JsonSchemaTest {
    private static final int ALTERED_COPIES = 150;

    private static JsonSchema schema(Object... members) {
        Json.Obj schema = Json.obj("$schema", "https://json-schema.org/draft/2020-12/schema");
        for (int i = 0; i < members.length; i += 2) {
            schema = schema.with((String) members[i], members[i + 1]);
        }
        return JsonSchema.of(schema);
    }

    private static String text(Json json) {
        return new String(json.canonical(), StandardCharsets.UTF_8);
    }

    private static boolean accepts(String schema, String value) {
        return JsonSchema.of((Json.Obj) Json.parse(schema)).check(Json.parse(value)).isEmpty();
    }

    private static boolean theirsAccepts(Schema schema, String value) {
        return schema.validate(value, InputFormat.JSON).isEmpty();
    }

    private static Schema theirs(String schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON);
    }

    @Test
    void decidesAsAnotherImplementationOnEveryKeyword() {
        List<String> values =
                List.of(
                        "null",
                        "true",
                        "0",
                        "1",
                        "1.0",
                        "1.5",
                        "-3",
                        "1e3",
                        "\"\"",
                        "\"ab\"",
                        "\"a\\nb\"",
                        "\"\\ud83d\\ude00\"",
                        "[]",
                        "[1]",
                        "[1,1.0]",
                        "[1,2,3]",
                        "{}",
                        "{\"a\":1}",
                        "{\"a\":\"x\",\"b_c\":2}",
                        "{\"b_c\":\"y\"}",
                        "{\"a\":{\"a\":{}}}");
        List<String> keywords =
                List.of(
                        "\"type\":\"integer\"",
                        "\"type\":[\"number\",\"null\"]",
                        "\"type\":\"object\"",
                        "\"const\":1",
                        "\"const\":\"ab\"",
                        "\"enum\":[null,1,\"ab\"]",
                        "\"minimum\":1",
                        "\"maximum\":1",
                        "\"exclusiveMinimum\":1",
                        "\"exclusiveMaximum\":1",
                        "\"minLength\":2",
                        "\"maxLength\":1",
                        "\"pattern\":\"^a.b$\"",
                        "\"pattern\":\"^(a|ab)$\"",
                        "\"items\":{\"type\":\"integer\"}",
                        "\"minItems\":1",
                        "\"maxItems\":2",
                        "\"uniqueItems\":true",
                        "\"required\":[\"a\"]",
                        "\"properties\":{\"a\":{\"type\":\"integer\"}}",
                        "\"properties\":{\"a\":true},\"additionalProperties\":false",
                        "\"additionalProperties\":{\"type\":\"integer\"}",
                        "\"patternProperties\":{\"^b_[a-z]$\":{\"type\":\"integer\"}}",
                        "\"patternProperties\":{\"^b_[a-z]$\":true},\"additionalProperties\":false",
                        "\"properties\":{\"a\":{\"type\":\"string\"}},\"patternProperties\":{\"^b_[a-z]$\":true},"
                                + "\"additionalProperties\":false",
                        "\"propertyNames\":{\"maxLength\":1}",
                        "\"minProperties\":1",
                        "\"maxProperties\":1",
                        "\"allOf\":[{\"minimum\":1},{\"maximum\":1}]",
                        "\"anyOf\":[{\"type\":\"string\"},{\"minimum\":1}]",
                        "\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":1}]",
                        "\"not\":{\"type\":\"object\"}",
                        "\"if\":{\"type\":\"object\"},\"then\":{\"required\":[\"a\"]},"
                                + "\"else\":{\"type\":\"array\"}",
                        "\"if\":{\"type\":\"array\"},\"then\":{\"minItems\":1}",
                        "\"properties\":{\"a\":{\"$ref\":\"#/$defs/x\"}},\"$defs\":{\"x\":{\"type\":"
                                + "\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/x\"}}}}");
        for (String keyword : keywords) {
            String schema =
                    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                            + keyword
                            + "}";
            Schema other = theirs(schema);
            for (String value : values) {
                assertThat(accepts(schema, value))
                        .as("%s on %s", keyword, value)
                        .isEqualTo(theirsAccepts(other, value));
            }
        }
    }

    @Test
    void decidesAsAnotherImplementationOnAlteredEvidence(RandomGenerator random) throws Exception {
        int refused = 0;
        int accepted = 0;
        for (Path file : PredicateSchemasTest.written()) {
            Json.Obj sample = Json.parseObject(Files.readAllBytes(file));
            String type = sample.string("predicateType");
            Path schemaFile =
                    PredicateSchemasTest.schemas().stream()
                            .filter(f -> ("/" + f).endsWith(type.substring(7) + ".json"))
                            .findFirst()
                            .orElseThrow();
            JsonSchema ours = PredicateSchemas.shipped().of(type).orElseThrow();
            Schema other = theirs(Files.readString(schemaFile));
            for (int i = 0; i < ALTERED_COPIES; i++) {
                Json altered = alter(sample.object("predicate"), random);
                boolean accepts = ours.check(altered).isEmpty();
                assertThat(accepts)
                        .as(text(altered))
                        .isEqualTo(theirsAccepts(other, text(altered)));
                accepted += accepts ? 1 : 0;
                refused += accepts ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(500);
        assertThat(accepted).isGreaterThan(100);
    }

    /** One value somewhere is another, gone, or joined by one that does not belong there. */
    private static Json alter(Json value, RandomGenerator random) {
        if (random.nextInt(5) == 0) {
            return other(random);
        }
        return switch (value) {
            case Json.Obj object when !object.members().isEmpty() -> alterMember(object, random);
            case Json.Arr(List<Json> elements) when !elements.isEmpty() -> {
                List<Json> copy = new ArrayList<>(elements);
                int at = random.nextInt(copy.size());
                copy.set(at, alter(copy.get(at), random));
                yield new Json.Arr(copy);
            }
            case Json.Obj _, Json.Arr _, Json.Str _, Json.Num _, Json.Bool _, Json.Null _ ->
                    other(random);
        };
    }

    private static Json alterMember(Json.Obj object, RandomGenerator random) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        List<String> names = List.copyOf(members.keySet());
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> members.remove(name);
            case 1 -> members.put("max_other", other(random));
            default -> members.put(name, alter(object.get(name).orElseThrow(), random));
        }
        return new Json.Obj(members);
    }

    private static Json other(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> Json.nil();
            case 1 -> Json.of(random.nextBoolean());
            case 2 -> Json.of(random.nextInt(-2, 3));
            case 3 -> Json.of(random.nextDouble());
            case 4 -> Json.of("sha256:" + "ab".repeat(32));
            case 5 -> Json.of("x\n");
            case 6 -> Json.obj();
            default -> Json.arr(List.of());
        };
    }

    @Test
    void refusesASchemaThatAsksForWhatNobodyChecks() {
        for (Object[] members :
                List.of(
                        new Object[] {"format", "date-time"},
                        new Object[] {"contains", Json.obj()},
                        new Object[] {"then", Json.obj()},
                        new Object[] {"else", Json.obj()},
                        new Object[] {"unevaluatedProperties", false},
                        new Object[] {"multipleOf", 2},
                        new Object[] {"type", "text"},
                        new Object[] {"pattern", "a"},
                        new Object[] {"pattern", "^a|b$"},
                        new Object[] {"$ref", "#/$defs/none"},
                        new Object[] {"$ref", "https://example.org/other.json"},
                        new Object[] {"const", Json.obj()},
                        new Object[] {"items", List.of()})) {
            assertThatThrownBy(() -> schema(members))
                    .as("%s", members[0])
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(
                        () -> JsonSchema.of(Json.obj("$schema", "http://json-schema.org/draft-07")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsWhatItSays() {
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            wrong.add(i);
        }
        assertThat(schema("items", Json.obj("type", "string")).check(Json.arr(wrong)))
                .hasSize(Place.MOST_VIOLATIONS);
    }

    @Test
    void refusesNumbersThatNoDoubleHolds() {
        assertThat(schema("type", "integer").check(Json.parse("1e999"))).hasSize(1);
        assertThat(schema("enum", List.of(1)).check(Json.parse("1e999"))).hasSize(1);
        assertThat(schema("uniqueItems", true).check(Json.parse("[1e999]"))).isNotEmpty();
    }
}
