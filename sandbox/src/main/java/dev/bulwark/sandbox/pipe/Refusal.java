package dev.bulwark.sandbox.pipe;

import dev.bulwark.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Why a call was not done.
 *
 * @param code a stable name in SCREAMING_SNAKE_CASE, at most 64 characters
 * @param detail for the log of the parent alone: the child is not trusted to keep secrets out of it
 */
public record Refusal(String code, String detail) {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final int LONGEST_DETAIL = 1_024;

    public Refusal {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("a refusal's code is SCREAMING_SNAKE_CASE");
        }
        detail = printable(detail);
    }

    /** Without control characters, which could forge lines of a log, and not long. */
    private static String printable(String text) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < text.length() && kept.length() < LONGEST_DETAIL; i++) {
            char c = text.charAt(i);
            kept.append(Character.isISOControl(c) ? ' ' : c);
        }
        return kept.toString();
    }

    byte[] toBytes() {
        return (code + '\n' + detail).getBytes(StandardCharsets.UTF_8);
    }

    static Refusal parse(Bytes bytes) {
        String text = new String(bytes.toArray(), StandardCharsets.UTF_8);
        int newline = text.indexOf('\n');
        try {
            return new Refusal(
                    text.substring(0, Math.max(0, newline)), text.substring(newline + 1));
        } catch (IllegalArgumentException e) {
            throw new PipeException("a refusal has no code", e);
        }
    }
}
