package dev.bulwark.dataset.read;

import dev.bulwark.kernel.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Weka's attribute-relation file format: {@code @relation}, {@code @attribute} (numeric, real,
 * integer, string, or a nominal list in braces), {@code @data}, comments after {@code %}, values
 * quoted by {@code '} or {@code "} with backslash escapes, {@code ?} where a value is missing.
 * Dates, relations, instance weights and sparse rows are refused.
 *
 * @see <a href="https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/">ARFF</a>
 */
public final class ArffReader {
    private final String file;
    private final String text;
    private final ReadLimits limits;
    private final List<Attribute> attributes = new ArrayList<>();
    private final IntStream.Builder lines = IntStream.builder();
    private boolean related;
    private int rows;
    private int line;

    /** One column as declared, with its values so far. */
    private record Attribute(
            String name,
            RawTable.Declared declared,
            List<String> categories,
            Map<String, String> allowed,
            List<String> values) {

        static Attribute of(String name, RawTable.Declared declared, List<String> categories) {
            Map<String, String> allowed = new HashMap<>();
            categories.forEach(category -> allowed.put(category, category));
            return new Attribute(name, declared, categories, allowed, new ArrayList<>());
        }
    }

    private ArffReader(String file, Bytes content, ReadLimits limits) {
        this.file = file;
        this.text = StrictText.decode(file, content);
        this.limits = limits;
    }

    /**
     * Reads a table.
     *
     * @param file its name, for messages
     * @throws DatasetException if it is malformed; names the line and what to do
     */
    public static RawTable read(String file, Bytes content, ReadLimits limits) {
        return new ArffReader(file, content, limits).table();
    }

    private RawTable table() {
        boolean data = false;
        for (String each : (Iterable<String>) text.lines()::iterator) {
            line++;
            String content = each.strip();
            if (content.isEmpty() || content.startsWith("%")) {
                continue;
            }
            if (data) {
                limits.check(++rows, attributes.size(), file);
                lines.add(line);
                row(content);
            } else {
                data = declaration(content);
            }
        }
        if (!data) {
            throw failure("there is no @data section", "the file may be cut off; get it again");
        }
        List<RawTable.RawColumn> columns = new ArrayList<>();
        for (Attribute a : attributes) {
            columns.add(new RawTable.RawColumn(a.name, a.declared, a.categories, a.values));
        }
        return RawTable.of(file, columns, lines.build().toArray());
    }

    /** Reads a line of the header and says whether the data begins after it. */
    private boolean declaration(String content) {
        ArffLine tokens = new ArffLine(content, limits.field(), this::failure);
        return switch (tokens.word().toLowerCase(Locale.ROOT)) {
            case "@relation" -> {
                if (related) {
                    throw failure("@relation comes twice", "keep one relation in a file");
                }
                related = true;
                tokens.value();
                tokens.end();
                yield false;
            }
            case "@attribute" -> {
                attribute(tokens);
                yield false;
            }
            case "@data" -> {
                tokens.end();
                if (!related || attributes.isEmpty()) {
                    throw failure(
                            "no @relation or no @attribute stands before @data",
                            "declare the relation and its columns");
                }
                yield true;
            }
            default ->
                    throw failure(
                            "only @relation, @attribute and @data may stand in the header",
                            "correct the line");
        };
    }

    private void attribute(ArffLine tokens) {
        String name = tokens.value();
        if (name.isBlank() || attributes.stream().anyMatch(a -> a.name.equals(name))) {
            throw failure("an attribute has no name or one used before", "rename it");
        }
        limits.check(0, attributes.size() + 1, file);
        if (tokens.isNext('{')) {
            attributes.add(Attribute.of(name, RawTable.Declared.NOMINAL, categories(name, tokens)));
        } else {
            attributes.add(Attribute.of(name, declared(name, tokens.word()), List.of()));
        }
        tokens.end();
    }

    private RawTable.Declared declared(String name, String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "numeric" -> RawTable.Declared.NUMERIC;
            case "integer" -> RawTable.Declared.INTEGER;
            case "real" -> RawTable.Declared.REAL;
            case "string" -> RawTable.Declared.TEXT;
            default ->
                    throw failure(
                            "attribute '" + name + "' is of a type that is not supported",
                            "use numeric, real, integer, string or {a, b, c}");
        };
    }

    private List<String> categories(String name, ArffLine tokens) {
        tokens.expect('{');
        List<String> categories = new ArrayList<>();
        Set<String> distinct = new HashSet<>();
        do {
            String category = tokens.value();
            limits.check(0, categories.size() + 1, file);
            if (category.isEmpty() || !distinct.add(category)) {
                throw failure("a category of '" + name + "' is empty or comes twice", "remove it");
            }
            categories.add(category);
        } while (tokens.take(','));
        tokens.expect('}');
        return categories;
    }

    private void row(String content) {
        if (content.startsWith("{")) {
            throw failure("sparse rows are not supported", "write all values of every row");
        }
        ArffLine tokens = new ArffLine(content, limits.field(), this::failure);
        for (int i = 0; i < attributes.size(); i++) {
            if (i > 0) {
                tokens.expect(',');
            }
            attributes.get(i).values.add(value(attributes.get(i), tokens));
        }
        tokens.end();
    }

    private String value(Attribute attribute, ArffLine tokens) {
        if (tokens.takeMissing()) {
            return RawTable.RawColumn.MISSING;
        }
        String value = tokens.value();
        if (attribute.declared != RawTable.Declared.NOMINAL) {
            return value;
        }
        String category = attribute.allowed.get(value);
        if (category == null) {
            throw failure(
                    "the value of '" + attribute.name + "' is none of its categories",
                    "correct the value or declare the category");
        }
        return category;
    }

    private DatasetException failure(String what, String fix) {
        return new DatasetException(
                "ARFF_MALFORMED", "'%s' line %d: %s".formatted(file, line, what), fix);
    }
}
