package dev.bulwark.dataset.read;

import java.util.function.BiFunction;

/** The tokens of one line of ARFF. */
final class ArffLine {
    private final String text;
    private final int longest;
    private final BiFunction<String, String, DatasetException> failure;
    private int at;

    /**
     * @param longest most characters of a value
     * @param failure makes an exception that names the line, from what and fix
     */
    ArffLine(String text, int longest, BiFunction<String, String, DatasetException> failure) {
        this.text = text;
        this.longest = longest;
        this.failure = failure;
    }

    /** Characters up to a space or an opening brace. */
    String word() {
        skipSpace();
        int start = at;
        while (at < text.length() && "{ \t%".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    /** A value, quoted or plain. */
    String value() {
        skipSpace();
        String value = isQuote() ? quoted(text.charAt(at)) : plain();
        if (value.length() > longest) {
            throw failure.apply("a value is longer than " + longest + " characters", "shorten it");
        }
        return value;
    }

    private String plain() {
        int start = at;
        while (at < text.length() && ",{}%'\" \t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw failure.apply(
                    "a value is missing or begins with a character that needs quotes",
                    "write '?' where there is none, and quote what holds , { } % or quotes");
        }
        return text.substring(start, at);
    }

    private String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                value.append(unescaped(text.charAt(at)));
            } else {
                value.append(c);
            }
        }
        throw failure.apply("a quote is not closed", "close it on the same line");
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    /** Whether a plain question mark was next; it is then behind us. */
    boolean takeMissing() {
        skipSpace();
        boolean alone = at + 1 >= text.length() || ", \t%".indexOf(text.charAt(at + 1)) >= 0;
        if (at < text.length() && text.charAt(at) == '?' && alone) {
            at++;
            return true;
        }
        return false;
    }

    /** Whether {@code c} is next, after spaces. */
    boolean isNext(char c) {
        skipSpace();
        return at < text.length() && text.charAt(at) == c;
    }

    /** Whether {@code c} was next; it is then behind us. */
    boolean take(char c) {
        if (isNext(c)) {
            at++;
            return true;
        }
        return false;
    }

    /** Takes {@code c} or fails. */
    void expect(char c) {
        if (!take(c)) {
            throw failure.apply(
                    "a '" + c + "' is expected",
                    "give every row all values, separated by commas, and quote values with spaces");
        }
    }

    /** Fails unless nothing or a comment follows. */
    void end() {
        skipSpace();
        if (at < text.length() && text.charAt(at) != '%') {
            throw failure.apply(
                    "there is more on the line than expected",
                    "quote values that hold spaces or commas, and remove surplus values");
        }
    }

    private boolean isQuote() {
        return at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"');
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }
}
