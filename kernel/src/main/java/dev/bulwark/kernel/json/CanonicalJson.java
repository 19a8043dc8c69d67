package dev.bulwark.kernel.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON Canonicalization Scheme, RFC 8785. */
final class CanonicalJson {
    /** ECMAScript writes plain digits up to here and an exponent beyond (ECMA-262 §6.1.6.1.20). */
    private static final int PLAIN_DIGITS = 21;

    private static final int PLAIN_LEADING_ZEROS = 6;

    private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

    private CanonicalJson() {}

    static String write(Json value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Json value, StringBuilder out) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) -> object(members, out);
            case Json.Arr(List<Json> elements) -> array(elements, out);
            case Json.Str(String text) -> string(text, out);
            case Json.Num number -> out.append(number(number.asDouble()));
            case Json.Bool(boolean bool) -> out.append(bool);
            case Json.Null _ -> out.append("null");
        }
    }

    private static void object(Map<String, Json> members, StringBuilder out) {
        out.append('{');
        // §3.2.3: names are sorted by UTF-16 code units, which is how String compares.
        String separator = "";
        for (Map.Entry<String, Json> member : new TreeMap<>(members).entrySet()) {
            out.append(separator);
            string(member.getKey(), out);
            out.append(':');
            write(member.getValue(), out);
            separator = ",";
        }
        out.append('}');
    }

    private static void array(List<Json> elements, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Json element : elements) {
            out.append(separator);
            write(element, out);
            separator = ",";
        }
        out.append(']');
    }

    /** §3.2.2.2: only what must be escaped is, and in one way. */
    static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /**
     * §3.2.2.3: the shortest digits that read back as the same double, laid out as ECMAScript does.
     *
     * @throws IllegalArgumentException for NaN and infinities
     */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == 0) {
            return "0";
        }
        if (value < 0) {
            return "-" + number(-value);
        }
        // Double.toString gives the shortest digits since JDK 19 (Raffaello Giulietti's algorithm).
        String java = shortest(value);
        int e = java.indexOf('E');
        String mantissa = e < 0 ? java : java.substring(0, e);
        int exponent = e < 0 ? 0 : Integer.parseInt(java.substring(e + 1));
        int dot = mantissa.indexOf('.');
        String digits = mantissa.substring(0, dot) + mantissa.substring(dot + 1);
        int pointAt = dot + exponent;
        int zeros = 0;
        while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        return layOut(digits.substring(zeros).replaceAll("0+$", ""), pointAt - zeros);
    }

    /** Double.toString never gives fewer than two digits (4.9E-324), ECMAScript does (5e-324). */
    private static String shortest(double value) {
        BigDecimal oneDigit = new BigDecimal(value).round(ONE_DIGIT);
        return oneDigit.doubleValue() == value
                ? oneDigit.unscaledValue() + ".0E" + -oneDigit.scale()
                : Double.toString(value);
    }

    /** The number 0.digits times ten to the {@code pointAt}. */
    private static String layOut(String digits, int pointAt) {
        int count = digits.length();
        if (count <= pointAt && pointAt <= PLAIN_DIGITS) {
            return digits + "0".repeat(pointAt - count);
        }
        if (pointAt > 0 && pointAt <= PLAIN_DIGITS) {
            return digits.substring(0, pointAt) + "." + digits.substring(pointAt);
        }
        if (pointAt > -PLAIN_LEADING_ZEROS && pointAt <= 0) {
            return "0." + "0".repeat(-pointAt) + digits;
        }
        int exponent = pointAt - 1;
        String sign = exponent < 0 ? "-" : "+";
        String fraction = count == 1 ? "" : "." + digits.substring(1);
        return digits.charAt(0) + fraction + "e" + sign + Math.abs(exponent);
    }
}
