package dev.bulwark.governance.gate;

/** Text that reaches the terminals of people who decide by it. */
public final class PlainText {
    private PlainText() {}

    /**
     * Whether the text holds nothing that controls the display: control characters and line ends,
     * what turns the direction of writing, lone surrogates. An escape sequence could show people
     * something else than they sign.
     */
    public static boolean isOneLine(String text) {
        return text.codePoints().noneMatch(PlainText::controls);
    }

    private static boolean controls(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
