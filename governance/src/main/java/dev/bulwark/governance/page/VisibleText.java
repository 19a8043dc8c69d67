package dev.bulwark.governance.page;

/**
 * Text as people may safely be shown it. Names come from data files and other people's models;
 * control characters and direction overrides in them can make a page say what its source does not.
 *
 * @see <a href="https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing">Unicode TR 36
 *     §2.5</a>
 */
public final class VisibleText {
    private static final int REPLACEMENT = 0xFFFD;

    private VisibleText() {}

    /** A copy in which every character that is invisible or turns the text is replaced. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(c -> isVisible(c) ? c : REPLACEMENT).forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isVisible(int c) {
        if (c == '\n' || c == '\t') {
            return true;
        }
        return switch (Character.getType(c)) {
            // FORMAT holds the direction overrides and isolates, and zero-width characters.
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
