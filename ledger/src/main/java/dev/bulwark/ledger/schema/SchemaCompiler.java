package dev.bulwark.ledger.schema;

import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the document of a schema into rules; refuses what it does not know. */
final class SchemaCompiler {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final String DEFINITIONS = "$defs";
    private static final String REFERENCE = "#/$defs/";

    /** They say nothing of a value, or are read together with the keyword they belong to. */
    private static final Set<String> PASSIVE =
            Set.of(
                    "$schema",
                    "$id",
                    "$comment",
                    "title",
                    "description",
                    DEFINITIONS,
                    "examples",
                    "patternProperties",
                    "additionalProperties",
                    "then",
                    "else");

    private final Json.Obj document;
    private final Map<String, Rule> definitions = new HashMap<>();

    SchemaCompiler(Json.Obj document) {
        this.document = document;
    }

    Rule root() {
        if (!document.string("$schema").equals(DIALECT)) {
            throw new IllegalArgumentException("a schema is of " + DIALECT);
        }
        if (document.get(DEFINITIONS).isPresent()) {
            Json.Obj named = document.object(DEFINITIONS);
            named.members().forEach((name, schema) -> definitions.put(name, schema(schema)));
        }
        return schema(document);
    }

    Rule schema(Json json) {
        return switch (json) {
            case Json.Bool(boolean any) ->
                    any ? (value, at) -> {} : (value, at) -> at.refuse("nothing may be here");
            case Json.Obj object -> all(object);
            case Json.Arr _, Json.Str _, Json.Num _, Json.Null _ ->
                    throw new IllegalArgumentException("a schema is an object or a boolean");
        };
    }

    private Rule all(Json.Obj schema) {
        if (schema.get("if").isEmpty()
                && schema.get("then").or(() -> schema.get("else")).isPresent()) {
            throw new IllegalArgumentException("'then' and 'else' need an 'if'");
        }
        List<Rule> rules = new ArrayList<>();
        schema.members()
                .forEach((keyword, argument) -> {
                    if (!PASSIVE.contains(keyword)) {
                        rules.add(rule(keyword, argument, schema));
                    }
                });
        boolean open = schema.get("properties").isEmpty();
        if (open
                && schema.get("additionalProperties")
                        .or(() -> schema.get("patternProperties"))
                        .isPresent()) {
            rules.add(members(schema));
        }
        List<Rule> fixed = List.copyOf(rules);
        return (value, at) -> fixed.forEach(rule -> rule.check(value, at));
    }

    private Rule rule(String keyword, Json argument, Json.Obj schema) {
        return switch (keyword) {
            case "$ref" -> reference(schema.string(keyword));
            case "allOf", "anyOf", "oneOf" -> combined(keyword, schema.array(keyword));
            case "not" -> not(schema(argument));
            case "if" -> conditional(schema);
            case "properties" -> members(schema);
            case "items" -> ArrayRules.items(schema(argument));
            case "propertyNames" -> names(schema(argument));
            case "type" -> ValueRules.type(argument);
            case "const" -> ValueRules.oneOf(List.of(argument));
            case "enum" -> ValueRules.oneOf(schema.array(keyword));
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                    ValueRules.bound(keyword, schema.number(keyword));
            case "minLength", "maxLength" -> ValueRules.length(keyword, schema.integer(keyword));
            case "pattern" -> ValueRules.pattern(schema.string(keyword));
            case "minItems", "maxItems", "minProperties", "maxProperties" ->
                    ArrayRules.count(keyword, schema.integer(keyword));
            case "uniqueItems" -> ArrayRules.unique(schema.bool(keyword));
            case "required" -> required(schema.strings(keyword));
            default ->
                    throw new IllegalArgumentException(
                            "keyword '" + keyword + "' is not known here");
        };
    }

    /** Looked up when it is used, so that definitions may name each other. */
    private Rule reference(String pointer) {
        String name = pointer.startsWith(REFERENCE) ? pointer.substring(REFERENCE.length()) : "";
        boolean there =
                document.get(DEFINITIONS).orElse(Json.nil()) instanceof Json.Obj named
                        && named.get(name).isPresent();
        if (!there) {
            throw new IllegalArgumentException("'" + pointer + "' leads to no definition here");
        }
        return (value, at) -> {
            Rule target = definitions.get(name);
            if (target == null) {
                throw new IllegalStateException("definition '" + name + "' is not read yet");
            }
            target.check(value, at);
        };
    }

    private Rule combined(String keyword, List<Json> schemas) {
        List<Rule> rules = schemas.stream().map(this::schema).toList();
        if (keyword.equals("allOf")) {
            return (value, at) -> rules.forEach(rule -> rule.check(value, at));
        }
        boolean one = keyword.equals("oneOf");
        return (value, at) -> {
            long holding = rules.stream().filter(rule -> rule.holds(value)).count();
            if (holding == 0) {
                at.refuse("it has none of the %d forms that are allowed".formatted(rules.size()));
            } else if (one && holding > 1) {
                at.refuse("it has %d of the forms of which one is allowed".formatted(holding));
            }
        };
    }

    private static Rule not(Rule rule) {
        return (value, at) -> {
            if (rule.holds(value)) {
                at.refuse("it has a form that is not allowed");
            }
        };
    }

    private Rule conditional(Json.Obj schema) {
        Rule condition = schema(schema.get("if").orElseThrow());
        Rule then = schema(schema.get("then").orElse(Json.of(true)));
        Rule otherwise = schema(schema.get("else").orElse(Json.of(true)));
        return (value, at) -> (condition.holds(value) ? then : otherwise).check(value, at);
    }

    private static Rule names(Rule rule) {
        return (value, at) -> {
            if (value instanceof Json.Obj object) {
                for (String name : object.members().keySet()) {
                    if (!rule.holds(Json.of(name))) {
                        at.refuse(
                                "a member may not be named '%s'".formatted(MemberRule.shown(name)));
                    }
                }
            }
        };
    }

    private static Rule required(List<String> names) {
        return (value, at) -> {
            if (value instanceof Json.Obj object) {
                for (String name : names) {
                    if (object.get(name).isEmpty()) {
                        at.refuse("member '%s' is missing".formatted(name));
                    }
                }
            }
        };
    }

    /** {@code properties}, {@code patternProperties} and {@code additionalProperties} together. */
    private Rule members(Json.Obj schema) {
        Map<String, Rule> named = new HashMap<>();
        if (schema.get("properties").isPresent()) {
            schema.object("properties")
                    .members()
                    .forEach((name, member) -> named.put(name, schema(member)));
        }
        Map<Pattern, Rule> patterned = new HashMap<>();
        if (schema.get("patternProperties").isPresent()) {
            schema.object("patternProperties")
                    .members()
                    .forEach((pattern, member) ->
                            patterned.put(ValueRules.anchored(pattern), schema(member)));
        }
        Json other = schema.get("additionalProperties").orElse(Json.of(true));
        return new MemberRule(named, patterned, schema(other), other.equals(Json.of(false)));
    }
}
