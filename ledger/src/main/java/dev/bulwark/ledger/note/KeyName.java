package dev.bulwark.ledger.note;

/** The rule for the names of keys, which the line format of notes depends on. */
final class KeyName {
    /** C2SP cosignatures write the length of a name into one byte. */
    static final int LONGEST_IN_BYTES = 255;

    private static final int NEXT_LINE = 0x85;

    private KeyName() {}

    /** Whether {@code name} is non-empty and has no Unicode space, no control and no plus. */
    static boolean isValid(String name) {
        return !name.isEmpty()
                && name.codePoints().noneMatch(KeyName::isForbidden)
                && name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                        <= LONGEST_IN_BYTES;
    }

    private static boolean isForbidden(int c) {
        return c == '+'
                || c == NEXT_LINE
                || c < ' '
                || Character.isSpaceChar(c)
                || Character.isWhitespace(c)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
