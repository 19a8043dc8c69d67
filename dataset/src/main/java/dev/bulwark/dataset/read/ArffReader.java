package dev.bulwark.dataset.read;

import dev.bulwark.dataset.DatasetException;
import dev.bulwark.kernel.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Weka's attribute-relation file format: {@code @relation}, {@code @attribute} (numeric, real,
 * integer, string, or a nominal list in braces), {@code @data}, comments after {@code %}, values
 * quoted by {@code '} or {@code "} with backslash escapes, {@code ?} where a value is missing.
 * Dates, relations and sparse rows are refused.
 *
 * @see <a href="https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/">ARFF</a>
 */
public final class ArffReader {
    private static final Set<String> NUMERIC = Set.of("numeric", "real", "integer");

    private final String file;
    private final ReadLimits limits;
    private final List<Attribute> attributes = new ArrayList<>();
    private int line;

    /** One column as declared, with its values so far. */
    private record Attribute(
            String name,
            RawTable.Declared declared,
            Optional<List<String>> categories,
            Set<String> allowed,
            List<String> values) {}

    private ArffReader(String file, ReadLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /**
     * Reads a table.
     *
     * @param file its name, for messages
     * @throws DatasetException if it is malformed; names the line and what to do
     */
    public static RawTable read(String file, Bytes content, ReadLimits limits) {
        return new ArffReader(file, limits).table(StrictText.decode(file, content));
    }

    private RawTable table(String text) {
        boolean data = false;
        int rows = 0;
        for (String each : (Iterable<String>) text.lines()::iterator) {
            line++;
            String content = each.strip();
            if (content.isEmpty() || content.startsWith("%")) {
                continue;
            }
            if (data) {
                limits.check(++rows, attributes.size(), file);
                row(content);
            } else {
                data = declaration(content);
            }
        }
        if (!data) {
            throw failure("there is no @data section", "the file may be cut off; get it again");
        }
        return new RawTable(
                attributes.stream()
                        .map(a ->
                                new RawTable.RawColumn(a.name, a.declared, a.categories, a.values))
                        .toList());
    }

    /** Reads a line of the header and says whether the data begins after it. */
    private boolean declaration(String content) {
        String lower = content.toLowerCase(Locale.ROOT);
        if (lower.startsWith("@relation")) {
            return false;
        }
        if (lower.equals("@data")) {
            if (attributes.isEmpty()) {
                throw failure("no @attribute stands before @data", "declare the columns");
            }
            return true;
        }
        if (lower.startsWith("@attribute")
                && content.length() > 10
                && isSpace(content.charAt(10))) {
            attribute(new Tokens(content.substring(10).strip()));
            return false;
        }
        throw failure(
                "only @relation, @attribute and @data may stand in the header", "correct the line");
    }

    private void attribute(Tokens tokens) {
        String name = tokens.value();
        if (name.isBlank() || attributes.stream().anyMatch(a -> a.name.equals(name))) {
            throw failure("an attribute has no name or one used before", "rename it");
        }
        limits.check(0, attributes.size() + 1, file);
        String type = tokens.rest().strip();
        if (type.startsWith("{")) {
            List<String> categories = new Tokens(type.substring(1)).list('}');
            Set<String> allowed = new HashSet<>(categories);
            if (allowed.size() != categories.size()) {
                throw failure("a category of '" + name + "' comes twice", "remove one");
            }
            attributes.add(
                    new Attribute(
                            name,
                            RawTable.Declared.NOMINAL,
                            Optional.of(categories),
                            allowed,
                            new ArrayList<>()));
            return;
        }
        String word = type.toLowerCase(Locale.ROOT);
        if (!NUMERIC.contains(word) && !word.equals("string")) {
            throw failure(
                    "attribute '" + name + "' is of a type that is not supported",
                    "use numeric, real, integer, string or {a, b, c}");
        }
        attributes.add(
                new Attribute(
                        name,
                        word.equals("string") ? RawTable.Declared.TEXT : RawTable.Declared.NUMERIC,
                        Optional.empty(),
                        Set.of(),
                        new ArrayList<>()));
    }

    private void row(String content) {
        if (content.startsWith("{")) {
            throw failure("sparse rows are not supported", "write all values of every row");
        }
        Tokens tokens = new Tokens(content);
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = attributes.get(i);
            if (i > 0) {
                tokens.comma();
            }
            boolean missing = tokens.missing();
            String value = missing ? RawTable.RawColumn.MISSING : tokens.value();
            if (!missing
                    && attribute.categories.isPresent()
                    && !attribute.allowed.contains(value)) {
                throw failure(
                        "the value of '" + attribute.name + "' is none of its categories",
                        "correct the value or declare the category");
            }
            attribute.values.add(value);
        }
        tokens.end();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private DatasetException failure(String what, String fix) {
        return new DatasetException(
                "ARFF_MALFORMED", "'%s' line %d: %s".formatted(file, line, what), fix);
    }

    /** The values of one line. */
    private final class Tokens {
        private final String text;
        private int at;

        Tokens(String text) {
            this.text = text;
        }

        String value() {
            skipSpace();
            if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
                return quoted(text.charAt(at));
            }
            int start = at;
            while (at < text.length()
                    && ",{}%'\"".indexOf(text.charAt(at)) < 0
                    && !isSpace(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw failure("a value is missing", "write '?' where there is none");
            }
            return bounded(text.substring(start, at));
        }

        private String quoted(char quote) {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == quote) {
                    at++;
                    return bounded(value.toString());
                }
                if (c == '\\' && at + 1 < text.length()) {
                    at++;
                    c = text.charAt(at);
                }
                value.append(c);
            }
            throw failure("a quote is not closed", "close it on the same line");
        }

        private String bounded(String value) {
            if (value.length() > limits.field()) {
                throw failure(
                        "a value is longer than " + limits.field() + " characters", "shorten it");
            }
            return value;
        }

        boolean missing() {
            skipSpace();
            if (at < text.length()
                    && text.charAt(at) == '?'
                    && (at + 1 == text.length() || ", \t".indexOf(text.charAt(at + 1)) >= 0)) {
                at++;
                return true;
            }
            return false;
        }

        void comma() {
            skipSpace();
            if (at >= text.length() || text.charAt(at) != ',') {
                throw failure(
                        "the row has fewer than " + attributes.size() + " values",
                        "give every row all values");
            }
            at++;
        }

        List<String> list(char end) {
            List<String> values = new ArrayList<>();
            while (true) {
                values.add(value());
                limits.check(values.size(), 1, file);
                skipSpace();
                if (at < text.length() && text.charAt(at) == end) {
                    at++;
                    end();
                    return List.copyOf(values);
                }
                if (at >= text.length() || text.charAt(at) != ',') {
                    throw failure("a list of categories is not closed", "close it with '}'");
                }
                at++;
            }
        }

        void end() {
            skipSpace();
            if (at < text.length() && text.charAt(at) != '%') {
                throw failure(
                        "there is more on the line than expected",
                        "quote values that hold spaces or commas");
            }
        }

        String rest() {
            skipSpace();
            return text.substring(at);
        }

        private void skipSpace() {
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
        }
    }
}
