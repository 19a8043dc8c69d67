package dev.bulwark.ledger.schema;

import dev.bulwark.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules for strings, numbers and single values. */
final class ValueRules {
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    private ValueRules() {}

    static Rule type(Json argument) {
        Set<String> allowed = new HashSet<>();
        for (Json each :
                argument instanceof Json.Arr(List<Json> types) ? types : List.of(argument)) {
            if (!(each instanceof Json.Str(String type)) || !TYPES.contains(type)) {
                throw new IllegalArgumentException("not a type: " + text(each));
            }
            allowed.add(type);
        }
        String names = String.join(" or ", allowed.stream().sorted().toList());
        return (value, at) -> {
            String type = typeOf(value);
            boolean holds =
                    allowed.contains(type)
                            || (allowed.contains("integer")
                                    && value instanceof Json.Num number
                                    && isInteger(number));
            if (!holds) {
                at.refuse("it must be of type %s, but is of type %s".formatted(names, type));
            }
        };
    }

    private static String typeOf(Json value) {
        return switch (value) {
            case Json.Obj _ -> "object";
            case Json.Arr _ -> "array";
            case Json.Str _ -> "string";
            case Json.Num _ -> "number";
            case Json.Bool _ -> "boolean";
            case Json.Null _ -> "null";
        };
    }

    /** 1.0 is an integer (JSON Schema Validation §6.1.1). */
    private static boolean isInteger(Json.Num number) {
        double value = Double.parseDouble(number.literal());
        return !Double.isInfinite(value) && value == Math.rint(value);
    }

    /** Equal in their canonical form, as JSON Schema compares: 1.0 is 1. Scalars only. */
    static Rule oneOf(List<Json> allowed) {
        if (!allowed.stream().allMatch(ValueRules::hasShortForm)) {
            throw new IllegalArgumentException("const and enum list scalars");
        }
        Set<String> forms = new HashSet<>();
        allowed.forEach(each -> forms.add(text(each)));
        String names = String.join(" or ", allowed.stream().map(ValueRules::text).toList());
        return (value, at) -> {
            if (!hasShortForm(value) || !forms.contains(text(value))) {
                at.refuse("it must be " + names);
            }
        };
    }

    /** A scalar; 1e999 has no canonical form. */
    private static boolean hasShortForm(Json value) {
        return switch (value) {
            case Json.Str _, Json.Bool _, Json.Null _ -> true;
            case Json.Num(String literal) -> !Double.isInfinite(Double.parseDouble(literal));
            case Json.Obj _, Json.Arr _ -> false;
        };
    }

    static Rule bound(String keyword, double limit) {
        String sign =
                switch (keyword) {
                    case "minimum" -> ">=";
                    case "maximum" -> "<=";
                    case "exclusiveMinimum" -> ">";
                    case "exclusiveMaximum" -> "<";
                    default -> throw new IllegalArgumentException("no bound: " + keyword);
                };
        return (value, at) -> {
            if (value instanceof Json.Num(String literal)) {
                double number = Double.parseDouble(literal);
                boolean holds =
                        switch (sign) {
                            case ">=" -> number >= limit;
                            case "<=" -> number <= limit;
                            case ">" -> number > limit;
                            default -> number < limit;
                        };
                if (!holds) {
                    at.refuse("it must be %s %s".formatted(sign, text(Json.of(limit))));
                }
            }
        };
    }

    /** Counted in code points (JSON Schema Validation §6.3). */
    static Rule length(String keyword, long limit) {
        boolean least = keyword.equals("minLength");
        return (value, at) -> {
            if (value instanceof Json.Str(String text)) {
                long length = text.codePointCount(0, text.length());
                if (least ? length < limit : length > limit) {
                    at.refuse(
                            "it must have at %s %d characters, but has %d"
                                    .formatted(least ? "least" : "most", limit, length));
                }
            }
        };
    }

    static Rule pattern(String regex) {
        Pattern pattern = anchored(regex);
        return (value, at) -> {
            if (value instanceof Json.Str(String text) && !pattern.matcher(text).matches()) {
                at.refuse("it must match " + regex);
            }
        };
    }

    /**
     * Both anchors are asked for: a pattern without them, which by the standard matches anywhere,
     * is most often a mistake; and Java's {@code $} would let a line break follow. A bar outside of
     * parentheses would split the anchors.
     */
    static Pattern anchored(String regex) {
        if (!regex.startsWith("^") || !regex.endsWith("$") || regex.length() < 2) {
            throw new IllegalArgumentException("a pattern is anchored: '^…$', not " + regex);
        }
        if (regex.replaceAll("\\([^()]*\\)|\\[[^]]*]", "").contains("|")) {
            throw new IllegalArgumentException("alternatives stand in parentheses: " + regex);
        }
        return Pattern.compile(regex.substring(1, regex.length() - 1));
    }

    private static String text(Json value) {
        return new String(value.canonical(), StandardCharsets.UTF_8);
    }
}
