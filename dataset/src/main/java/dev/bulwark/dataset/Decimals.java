package dev.bulwark.dataset;

import java.util.OptionalDouble;

/**
 * Decimal numbers as data files write them: sign, digits, fraction, exponent. What Java accepts
 * beyond that ({@code NaN}, {@code 0x1p3}, {@code 1f}) is no number here.
 */
final class Decimals {
    private static final int LONGEST = 64;

    private Decimals() {}

    /** The number, or empty if the text is none or does not fit single precision. */
    static OptionalDouble parse(String text) {
        if (text.length() > LONGEST || !isDecimal(text)) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(text);
        return Float.isFinite((float) value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static boolean isDecimal(String text) {
        int at = sign(text, 0);
        int whole = digits(text, at);
        int digits = whole - at;
        at = whole;
        if (at < text.length() && text.charAt(at) == '.') {
            int end = digits(text, at + 1);
            digits += end - at - 1;
            at = end;
        }
        if (digits == 0) {
            return false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int start = sign(text, at + 1);
            at = digits(text, start);
            if (at == start) {
                return false;
            }
        }
        return at == text.length();
    }

    private static int sign(String text, int at) {
        boolean signed = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
        return signed ? at + 1 : at;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
