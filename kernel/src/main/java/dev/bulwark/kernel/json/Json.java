package dev.bulwark.kernel.json;

import dev.bulwark.kernel.Digest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value (RFC 8259), immutable. Numbers keep the text they were read from, so that a 64-bit
 * integer is never rounded through a double; the canonical form (RFC 8785) writes them as doubles.
 */
public sealed interface Json {

    /** An object; members keep the order they were given in. */
    record Obj(Map<String, Json> members) implements Json {
        public Obj {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** The member, if present. */
        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** A copy in which {@code name} is {@code value}, added last if it was absent. */
        public Obj with(String name, Object value) {
            Map<String, Json> copy = new LinkedHashMap<>(members);
            copy.put(name, Json.of(value));
            return new Obj(copy);
        }

        /** The string member {@code name}; refuses another type or its absence. */
        public String string(String name) {
            if (required(name) instanceof Str(String value)) {
                return value;
            }
            throw wrong(name, "a string");
        }

        /** The number member {@code name} as a double. */
        public double number(String name) {
            if (required(name) instanceof Num value) {
                return value.asDouble();
            }
            throw wrong(name, "a number");
        }

        /** The number member {@code name} as an exact integer. */
        public long integer(String name) {
            if (required(name) instanceof Num value) {
                return value.asLong();
            }
            throw wrong(name, "an integer");
        }

        /** The boolean member {@code name}. */
        public boolean bool(String name) {
            if (required(name) instanceof Bool(boolean value)) {
                return value;
            }
            throw wrong(name, "true or false");
        }

        /** The object member {@code name}. */
        public Obj object(String name) {
            if (required(name) instanceof Obj value) {
                return value;
            }
            throw wrong(name, "an object");
        }

        /** The elements of the array member {@code name}. */
        public List<Json> array(String name) {
            if (required(name) instanceof Arr(List<Json> elements)) {
                return elements;
            }
            throw wrong(name, "an array");
        }

        /** The elements of the array member {@code name}, all strings. */
        public List<String> strings(String name) {
            List<String> strings = new ArrayList<>();
            for (Json element : array(name)) {
                if (!(element instanceof Str(String value))) {
                    throw wrong(name, "an array of strings");
                }
                strings.add(value);
            }
            return List.copyOf(strings);
        }

        /** The elements of the array member {@code name}, all objects. */
        public List<Obj> objects(String name) {
            List<Obj> objects = new ArrayList<>();
            for (Json element : array(name)) {
                if (!(element instanceof Obj value)) {
                    throw wrong(name, "an array of objects");
                }
                objects.add(value);
            }
            return List.copyOf(objects);
        }

        private Json required(String name) {
            Json value = members.get(name);
            if (value == null) {
                throw new JsonException("member '" + name + "' is missing");
            }
            return value;
        }

        private static JsonException wrong(String name, String expected) {
            return new JsonException("member '" + name + "' must be " + expected);
        }
    }

    /** An array. */
    record Arr(List<Json> elements) implements Json {
        public Arr {
            elements = List.copyOf(elements);
        }
    }

    /** A string: any sequence of Unicode scalar values. */
    record Str(String value) implements Json {}

    /** A number, as the text of RFC 8259 §6. */
    record Num(String literal) implements Json {
        /** Long enough for any 64-bit integer written with a fraction of zeros or an exponent. */
        private static final int LONGEST_INTEGER = 64;

        public Num {
            if (!JsonReader.isNumber(literal)) {
                throw new IllegalArgumentException("not a JSON number: '" + literal + "'");
            }
        }

        /**
         * The nearest double.
         *
         * @throws JsonException if it overflows
         */
        public double asDouble() {
            double value = Double.parseDouble(literal);
            if (Double.isInfinite(value)) {
                throw new JsonException("number " + shown() + " overflows a double");
            }
            return value;
        }

        /**
         * The exact integer.
         *
         * @throws JsonException if it has a fraction or exceeds 64 bits
         */
        public long asLong() {
            // The size is judged before BigDecimal expands an exponent like 1e999999999.
            double magnitude = Math.abs(Double.parseDouble(literal));
            boolean plausible = magnitude == 0 || (magnitude >= 1 && magnitude <= 0x1p63);
            try {
                if (plausible && literal.length() <= LONGEST_INTEGER) {
                    return new BigDecimal(literal).longValueExact();
                }
            } catch (ArithmeticException e) {
                throw new JsonException("number " + shown() + " is not a 64-bit integer", e);
            }
            throw new JsonException("number " + shown() + " is not a 64-bit integer");
        }

        private String shown() {
            return literal.length() <= 40 ? literal : literal.substring(0, 40) + "…";
        }
    }

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Json {}

    /** {@code null}. */
    enum Null implements Json {
        NULL
    }

    /** Reads a document within {@link JsonLimits#DOCUMENT}. */
    static Json parse(byte[] utf8) {
        return parse(utf8, JsonLimits.DOCUMENT);
    }

    /** Reads a document within {@link JsonLimits#DOCUMENT}. */
    static Json parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.DOCUMENT);
    }

    /**
     * Reads a document strictly: valid UTF-8 without a byte order mark, no duplicate member names,
     * no unpaired surrogates, no comments or trailing commas, nothing after the value.
     *
     * @throws JsonException if it is anything else or exceeds a limit
     */
    static Json parse(byte[] utf8, JsonLimits limits) {
        return new JsonReader(utf8, limits).read();
    }

    /** As {@link #parse(byte[])}, and the value must be an object. */
    static Obj parseObject(byte[] utf8) {
        return parse(utf8) instanceof Obj obj ? obj : notAnObject();
    }

    private static Obj notAnObject() {
        throw new JsonException("the document must be an object");
    }

    /**
     * An object from alternating names and values; values as in {@link #of}.
     *
     * @throws IllegalArgumentException if a name comes twice
     */
    static Obj obj(Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name has no value");
        }
        Map<String, Json> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (members.put((String) namesAndValues[i], of(namesAndValues[i + 1])) != null) {
                throw new IllegalArgumentException("name '" + namesAndValues[i] + "' comes twice");
            }
        }
        return new Obj(members);
    }

    /** An array of values, each as in {@link #of}. */
    static Arr arr(Collection<?> values) {
        List<Json> elements = new ArrayList<>(values.size());
        for (Object value : values) {
            elements.add(of(value));
        }
        return new Arr(elements);
    }

    /**
     * A value from Java: Json, String, Boolean, Byte to Long, finite Float or Double, Digest (as
     * {@code sha256:…}), Enum is refused, Collection, Map with String keys.
     *
     * @throws IllegalArgumentException for any other type, NaN and infinities
     */
    static Json of(Object value) {
        return switch (value) {
            case Json json -> json;
            case String text -> new Str(text);
            case Boolean bool -> new Bool(bool);
            case Integer number -> new Num(number.toString());
            case Long number -> new Num(number.toString());
            case Short number -> new Num(number.toString());
            case Byte number -> new Num(number.toString());
            case Float number -> of((double) number);
            case Double number -> new Num(CanonicalJson.number(number));
            case Digest digest -> new Str(digest.toString());
            case Collection<?> values -> arr(values);
            case Map<?, ?> map -> ofMap(map);
            default ->
                    throw new IllegalArgumentException(
                            "no JSON form for " + value.getClass().getSimpleName());
        };
    }

    private static Obj ofMap(Map<?, ?> map) {
        Map<String, Json> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put((String) name, of(member)));
        return new Obj(members);
    }

    /** {@code null}. */
    static Json nil() {
        return Null.NULL;
    }

    /** The canonical form, RFC 8785, as UTF-8. */
    default byte[] canonical() {
        return CanonicalJson.write(this).getBytes(StandardCharsets.UTF_8);
    }

    /** SHA-256 of the canonical form. */
    default Digest digest() {
        return Digest.of(canonical());
    }

    /** Indented by two spaces, members in their own order, for people; ends with a newline. */
    default String pretty() {
        return PrettyJson.write(this);
    }
}
