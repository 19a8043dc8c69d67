package dev.bulwark.kernel.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The strict reader behind {@link Json#parse(byte[], JsonLimits)}; one pass, recursion bounded. */
final class JsonReader {
    /**
     * Longest number literal: far beyond any double or 64-bit integer, short enough to be cheap.
     */
    private static final int LONGEST_NUMBER = 1_100;

    private final JsonLimits limits;
    private final String text;
    private int position;
    private int values;

    JsonReader(byte[] utf8, JsonLimits limits) {
        if (utf8.length > limits.bytes()) {
            throw new JsonException(
                    "the document has " + utf8.length + " bytes, the limit is " + limits.bytes());
        }
        this.limits = limits;
        this.text = decode(utf8);
    }

    private static String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JsonException("the document is not valid UTF-8", e);
        }
    }

    Json read() {
        Json value = value(0);
        skipSpace();
        if (position != text.length()) {
            throw failure("nothing may follow the value");
        }
        return value;
    }

    static boolean isNumber(String literal) {
        return !literal.isEmpty()
                && literal.length() <= LONGEST_NUMBER
                && numberEnd(literal, 0) == literal.length();
    }

    private Json value(int depth) {
        if (depth > limits.depth()) {
            throw failure("nesting is deeper than " + limits.depth());
        }
        if (++values > limits.values()) {
            throw failure("there are more than " + limits.values() + " values");
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Json.Str(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", Json.nil());
            default -> number();
        };
    }

    private Json object(int depth) {
        position++;
        Map<String, Json> members = new LinkedHashMap<>();
        skipSpace();
        if (peek() == '}') {
            position++;
            return new Json.Obj(members);
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw failure("a member name in double quotes is expected");
            }
            String name = string();
            skipSpace();
            expect(':');
            if (members.put(name, value(depth + 1)) != null) {
                throw failure("a member name comes twice in one object");
            }
            skipSpace();
            if (peek() == '}') {
                position++;
                return new Json.Obj(members);
            }
            expect(',');
        }
    }

    private Json array(int depth) {
        position++;
        List<Json> elements = new ArrayList<>();
        skipSpace();
        if (peek() == ']') {
            position++;
            return new Json.Arr(elements);
        }
        while (true) {
            elements.add(value(depth + 1));
            skipSpace();
            if (peek() == ']') {
                position++;
                return new Json.Arr(elements);
            }
            expect(',');
        }
    }

    private String string() {
        position++;
        int plain = position;
        while (position < text.length() && isPlain(text.charAt(position))) {
            position++;
        }
        if (position < text.length() && text.charAt(position) == '"') {
            return text.substring(plain, position++);
        }
        StringBuilder out = new StringBuilder(text.substring(plain, position));
        while (true) {
            char c = peek();
            position++;
            if (c == '"') {
                return wellFormed(out.toString());
            }
            if (c < 0x20) {
                throw failure("a control character stands unescaped in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c != '"' && c != '\\';
    }

    private char escape() {
        char c = peek();
        position++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexEscape();
            default -> throw failure("an unknown escape stands in a string");
        };
    }

    private char hexEscape() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw failure("\\u needs four hexadecimal digits");
            }
            code = code << 4 | digit;
            position++;
        }
        return (char) code;
    }

    private String wellFormed(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw failure("a string holds half of a surrogate pair");
            }
        }
        return string;
    }

    private Json number() {
        int end = numberEnd(text, position);
        if (end == position) {
            throw failure("a value is expected");
        }
        if (end - position > LONGEST_NUMBER) {
            throw failure("a number is longer than " + LONGEST_NUMBER + " characters");
        }
        String literal = text.substring(position, end);
        position = end;
        return new Json.Num(literal);
    }

    /** Where the number that begins at {@code from} ends, or {@code from} if none begins there. */
    private static int numberEnd(String text, int from) {
        int at = from;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        int integer = digitsEnd(text, at);
        boolean leadingZero = integer - at > 1 && text.charAt(at) == '0';
        if (integer == at || leadingZero) {
            return from;
        }
        at = integer;
        if (at < text.length() && text.charAt(at) == '.') {
            int fraction = digitsEnd(text, at + 1);
            if (fraction == at + 1) {
                return from;
            }
            at = fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int sign = at + 1;
            if (sign < text.length() && (text.charAt(sign) == '+' || text.charAt(sign) == '-')) {
                sign++;
            }
            int exponent = digitsEnd(text, sign);
            if (exponent == sign) {
                return from;
            }
            at = exponent;
        }
        return at;
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, position)) {
            throw failure("a value is expected");
        }
        position += word.length();
        return value;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw failure("'" + wanted + "' is expected");
        }
        position++;
    }

    private char peek() {
        if (position >= text.length()) {
            throw failure("the document ends too early");
        }
        return text.charAt(position);
    }

    private void skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            position++;
        }
    }

    private JsonException failure(String what) {
        return new JsonException(what + " (at character " + position + ")");
    }
}
