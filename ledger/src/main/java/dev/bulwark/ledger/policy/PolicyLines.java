package dev.bulwark.ledger.policy;

import dev.bulwark.kernel.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a policy file as items, comments and empty lines left out. Octets stay octets: one
 * character each, so that no name means two things to two readers.
 */
final class PolicyLines {
    /** Room for as many post-quantum keys as a policy may hold, and for comments. */
    static final int LARGEST_IN_BYTES = 1 << 19;

    private static final int MOST_LINES = 10_000;

    /**
     * A line that says something.
     *
     * @param number from 1
     */
    record Line(int number, List<String> items) {
        Line {
            items = List.copyOf(items);
        }

        String keyword() {
            return items.getFirst();
        }
    }

    private PolicyLines() {}

    /** Reads the lines; what is wrong goes to {@code problems}, and nothing is returned then. */
    static List<Line> read(byte[] file, List<Problem> problems) {
        if (file.length > LARGEST_IN_BYTES) {
            problems.add(
                    problem(
                            1,
                            "the file has %d bytes, at most %d are read"
                                    .formatted(file.length, LARGEST_IN_BYTES),
                            "name a policy file"));
            return List.of();
        }
        String text = new String(file, StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\n", -1);
        checkOctets(text, problems);
        if (lines.length > MOST_LINES) {
            problems.add(
                    problem(
                            MOST_LINES,
                            "there are more than " + MOST_LINES + " lines",
                            "name a policy file"));
        } else if (!lines[lines.length - 1].isEmpty()) {
            // A file that was cut off might name another quorum than its author meant.
            problems.add(
                    problem(
                            lines.length,
                            "the last line does not end with a newline, so the file may be cut off",
                            "get the file again, or end the line"));
        }
        if (!problems.isEmpty()) {
            return List.of();
        }
        List<Line> read = new ArrayList<>();
        for (int i = 0; i < lines.length - 1; i++) {
            List<String> items = items(lines[i]);
            if (!items.isEmpty() && !items.getFirst().startsWith("#")) {
                read.add(new Line(i + 1, items));
            }
        }
        return read;
    }

    private static void checkOctets(String text, List<Problem> problems) {
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if ((c < ' ' && c != '\t') || c == 0x7f) {
                problems.add(
                        problem(
                                line,
                                "there is the control character 0x%02x".formatted((int) c),
                                "write text with tabs, blanks and newlines only"));
                return;
            }
        }
    }

    private static List<String> items(String line) {
        List<String> items = new ArrayList<>();
        for (String item : line.split("[ \t]+", -1)) {
            if (!item.isEmpty()) {
                items.add(item);
            }
        }
        return items;
    }

    static Problem problem(int line, String what, String fix) {
        return new Problem("POLICY_MALFORMED", "line %d: %s".formatted(line, what), fix);
    }

    /** The octets of an item as the text they most likely are, for messages and for keys. */
    static String utf8(String item) {
        return new String(item.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** An item in a message: short, and without what could steer a terminal. */
    static String shown(String item) {
        String text = utf8(item).replaceAll("\\p{C}", "?");
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
