package dev.bulwark.cli.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the file, read key by key. Whatever is wrong goes to a common list of problems and
 * a stand-in value is returned, so that reading goes on and finds the rest. What only follows from
 * a problem already told is not told again.
 */
final class Section {
    /** YAML 1.2.2 §10.3.2, without infinities and NaN: Java's own parser takes far more. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    /** YAML 1.2.2 §10.2.1.3: no leading zeros, which YAML 1.1 took for octal. */
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)");

    private static final Set<String> NO_VALUE = Set.of("", "~", "null", "Null", "NULL");

    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();
    private final Problems problems;

    Section(String path, @Nullable MappingNode node, int line, Problems problems) {
        this.path = path;
        this.line = line;
        this.problems = problems;
        if (node != null) {
            node.getValue().forEach(this::enter);
        }
    }

    private void enter(NodeTuple tuple) {
        int at = lineOf(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
            problems.add(at, "a key must be a single word", "write 'key: value'");
            return;
        }
        String key = scalar.getValue();
        Integer before = lines.putIfAbsent(key, at);
        if (before == null) {
            values.put(key, tuple.getValueNode());
        } else {
            problems.add(
                    at,
                    "'%s' stands twice, first on line %d".formatted(fullName(key), before),
                    "keep one of them");
        }
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** The line a key stands on, or the section's own. */
    int line(String key) {
        return lines.getOrDefault(key, line);
    }

    /** Every key of this mapping; marks all as known. */
    List<String> keys() {
        known.addAll(values.keySet());
        return List.copyOf(values.keySet());
    }

    /** A text that must be there and say something. */
    String text(String key) {
        return require(key, "a text") ? filled(key, "") : "";
    }

    /** A text that may be missing, but says something if it is there. */
    String filled(String key, String otherwise) {
        Optional<String> text = scalar(key);
        if (text.isPresent() && text.get().isBlank()) {
            problem(key, "the text is empty", "write something, or remove the key");
            return otherwise;
        }
        return text.orElse(otherwise);
    }

    /** A text that may be missing or empty. */
    String text(String key, String otherwise) {
        return scalar(key).orElse(otherwise);
    }

    String oneOf(String key, String otherwise, List<String> allowed) {
        String value = text(key, otherwise);
        if (!allowed.contains(value)) {
            problem(
                    key,
                    "'%s' is none of %s".formatted(Problems.shown(value), allowed),
                    Spelling.advice(value, allowed, "choose one of "));
            return otherwise;
        }
        return value;
    }

    double number(String key, double otherwise, DoublePredicate allowed, String range) {
        Optional<String> text = scalar(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        OptionalDouble value = number(text.get());
        if (value.isPresent() && allowed.test(value.getAsDouble())) {
            return value.getAsDouble();
        }
        problem(
                key,
                value.isPresent() || NUMBER.matcher(text.get()).matches()
                        ? Problems.shown(text.get()) + " is out of range"
                        : "'" + Problems.shown(text.get()) + "' is not a number",
                "write a number " + range);
        return otherwise;
    }

    /** A finite number; minus zero becomes zero, for both are written alike in evidence. */
    private static OptionalDouble number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(text) + 0.0;
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    int integer(String key, int otherwise, int least, int most) {
        return (int) whole(key, otherwise, least, most, "from " + least + " to " + most);
    }

    long seed(String key, long otherwise) {
        return whole(key, otherwise, Long.MIN_VALUE, Long.MAX_VALUE, "of 64 bits");
    }

    private long whole(String key, long otherwise, long least, long most, String range) {
        Optional<String> text = scalar(key);
        return text.isEmpty()
                ? otherwise
                : whole(line(key), key, text.get(), least, most, range).orElse(otherwise);
    }

    private OptionalLong whole(
            int at, String key, String text, long least, long most, String range) {
        String shown = Problems.shown(text);
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            add(at, key, "'" + shown + "' is not a whole number", "write one " + range);
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return OptionalLong.of(value);
            }
        } catch (NumberFormatException e) {
            // All digits, so it is only too long; said below, with the range.
            add(at, key, shown + " is out of range", "write a whole number " + range);
            return OptionalLong.empty();
        }
        add(at, key, shown + " is out of range", "write a whole number " + range);
        return OptionalLong.empty();
    }

    /** The texts of a list, none empty; a single text counts as a list of one. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (ScalarNode entry : entries(key)) {
            if (entry.getValue().isBlank() || isNull(entry)) {
                add(lineOf(entry), key, "an entry is empty", "write [a, b], or [] for none");
            } else if (!holdsControl(entry)) {
                texts.add(entry.getValue());
            } else {
                add(lineOf(entry), key, "an entry holds a control character", "remove it");
            }
        }
        return texts;
    }

    List<Integer> integers(String key, int least, int most) {
        List<Integer> numbers = new ArrayList<>();
        String range = "from " + least + " to " + most;
        for (ScalarNode entry : entries(key)) {
            whole(lineOf(entry), key, entry.getValue(), least, most, range)
                    .ifPresent(value -> numbers.add((int) value));
        }
        return numbers;
    }

    /** Finite numbers, all of them or, after a problem, none. */
    List<Double> numbers(String key) {
        List<Double> numbers = new ArrayList<>();
        boolean sound = true;
        for (ScalarNode entry : entries(key)) {
            OptionalDouble number = number(entry.getValue());
            if (number.isPresent()) {
                numbers.add(number.getAsDouble());
            } else {
                String shown = Problems.shown(entry.getValue());
                add(lineOf(entry), key, "'" + shown + "' is no finite number", "write [1, 2.5]");
                sound = false;
            }
        }
        return sound ? numbers : List.of();
    }

    /** Whether a list without entries stands under a key. */
    boolean isEmptyList(String key) {
        known.add(key);
        return values.get(key) instanceof SequenceNode sequence && sequence.getValue().isEmpty();
    }

    private List<ScalarNode> entries(String key) {
        known.add(key);
        Node node = values.get(key);
        List<ScalarNode> entries = new ArrayList<>();
        switch (node) {
            case SequenceNode sequence -> {
                for (Node element : sequence.getValue()) {
                    if (element instanceof ScalarNode scalar) {
                        entries.add(scalar);
                    } else {
                        add(lineOf(element), key, "each entry is a single value", "write [a, b]");
                    }
                }
            }
            case ScalarNode scalar when isNull(scalar) ->
                    problem(key, "a list is expected", "write [a, b], or [] for none");
            case ScalarNode scalar -> entries.add(scalar);
            case null -> {}
            default -> problem(key, "a list is expected", "write [a, b]");
        }
        return entries;
    }

    /** The mapping under a key, which must be there. */
    Section requiredSection(String key, String example) {
        return require(key, example) ? section(key) : without(key);
    }

    /** The mapping under a key; empty if absent. */
    Section section(String key) {
        known.add(key);
        Node node = values.get(key);
        if (node instanceof MappingNode mapping) {
            return new Section(fullName(key), mapping, line(key), problems);
        }
        if (node == null) {
            return new Section(fullName(key), null, line(key), problems);
        }
        problem(key, "keys and values are expected here", "write '" + key + ": {key: value}'");
        return without(key);
    }

    /** Stands for a section that was complained of already. */
    private Section without(String key) {
        return new Section(fullName(key), null, line(key), problems.unheard());
    }

    /** The mappings listed under a key; empty if absent. */
    List<Section> sections(String key) {
        known.add(key);
        List<Section> sections = new ArrayList<>();
        Node node = values.get(key);
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                if (element instanceof MappingNode mapping) {
                    String where = fullName(key) + "[" + sections.size() + "]";
                    sections.add(new Section(where, mapping, lineOf(element), problems));
                } else {
                    add(
                            lineOf(element),
                            key,
                            "each entry is {key: value}",
                            "write '- {key: value}', as the example of 'bulwark init' has it");
                }
            }
        } else if (node != null) {
            problem(key, "a list is expected", "begin each entry with '- '");
        }
        return sections;
    }

    /** Says that a key must be there. */
    boolean require(String key, String expected) {
        if (has(key)) {
            return true;
        }
        problems.add(
                line, "'" + fullName(key) + "' is missing", "add '" + key + ":' with " + expected);
        return false;
    }

    void problem(String key, String what, String fix) {
        add(line(key), key, what, fix);
    }

    /** A problem whose text says itself where it is. */
    void problemOf(String key, String what, String fix) {
        problems.add(line(key), what, fix);
    }

    /** Call last: keys that were never asked for are misspelt. */
    void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                problems.add(
                        line(key),
                        "'%s' is no key of %s"
                                .formatted(
                                        Problems.shown(key),
                                        path.isEmpty() ? "the file" : "'" + path + "'"),
                        Spelling.advice(key, known, "remove it; known here: "));
            }
        }
    }

    private Optional<String> scalar(String key) {
        known.add(key);
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar)) {
            problem(key, "a single value is expected", "write '" + key + ": value'");
        } else if (isNull(scalar)) {
            problem(key, "there is no value", "write one after '" + key + ":', or remove the key");
        } else if (holdsControl(scalar)) {
            problem(key, "the text holds a control character", "remove it");
        } else {
            return Optional.of(scalar.getValue());
        }
        return Optional.empty();
    }

    private static boolean isNull(ScalarNode node) {
        return node.isPlain() && NO_VALUE.contains(node.getValue());
    }

    /** Texts reach terminals and documents; an escape sequence could rewrite what they say. */
    private static boolean holdsControl(ScalarNode node) {
        return node.getValue()
                .chars()
                .anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    }

    private void add(int at, String key, String what, String fix) {
        problems.add(at, fullName(key) + ": " + what, fix);
    }

    private String fullName(String key) {
        String shown = Problems.shown(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }
}
