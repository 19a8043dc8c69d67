package dev.bulwark.cli.config;

import dev.bulwark.kernel.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the file, read key by key. Whatever is wrong goes to a common list of problems and
 * a stand-in value is returned, so that reading goes on and finds the rest.
 */
final class Section {
    private static final int FARTHEST_SUGGESTION = 3;

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<Problem> problems;

    Section(
            String file,
            String path,
            @Nullable MappingNode node,
            int line,
            List<Problem> problems) {
        this.file = file;
        this.path = path;
        this.line = line;
        this.problems = problems;
        if (node != null) {
            for (NodeTuple tuple : node.getValue()) {
                String key =
                        tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                values.put(key, tuple.getValueNode());
                lines.put(key, lineOf(tuple.getKeyNode()));
            }
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

    String text(String key) {
        if (!require(key, "a text")) {
            return "";
        }
        return text(key, "");
    }

    String text(String key, String otherwise) {
        return scalar(key).orElse(otherwise);
    }

    String oneOf(String key, String otherwise, List<String> allowed) {
        String value = text(key, otherwise);
        if (!allowed.contains(value)) {
            problem(key, "'%s' is none of %s".formatted(value, allowed), "choose one of them");
            return otherwise;
        }
        return value;
    }

    double number(String key, double otherwise, DoublePredicate allowed, String range) {
        Optional<String> text = scalar(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text.get());
            if (allowed.test(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            problem(key, "'" + text.get() + "' is not a number", "write a number " + range);
            return otherwise;
        }
        problem(key, text.get() + " is out of range", "write a number " + range);
        return otherwise;
    }

    int integer(String key, int otherwise, int least, int most) {
        String range = "from " + least + " to " + most;
        double value =
                number(key, otherwise, v -> v >= least && v <= most && v == Math.rint(v), range);
        return (int) value;
    }

    long seed(String key, long otherwise) {
        Optional<String> text = scalar(key);
        try {
            return text.isEmpty() ? otherwise : Long.parseLong(text.get());
        } catch (NumberFormatException e) {
            problem(key, "'" + text.get() + "' is not a whole number", "write one of 64 bits");
            return otherwise;
        }
    }

    boolean bool(String key, boolean otherwise) {
        String text = text(key, Boolean.toString(otherwise));
        if (!text.equals("true") && !text.equals("false")) {
            problem(key, "'" + text + "' is neither true nor false", "write true or false");
            return otherwise;
        }
        return Boolean.parseBoolean(text);
    }

    /** The texts of a list; a single text counts as a list of one. */
    List<String> texts(String key) {
        known.add(key);
        Node node = values.get(key);
        List<String> texts = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                if (element instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    add(lineOf(element), key, "each entry must be a text", "write [a, b]");
                }
            }
        } else if (node instanceof ScalarNode scalar) {
            texts.add(scalar.getValue());
        } else if (node != null) {
            problem(key, "a list is expected", "write [a, b]");
        }
        return texts;
    }

    List<Integer> integers(String key, int least, int most) {
        List<Integer> numbers = new ArrayList<>();
        for (String text : texts(key)) {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    numbers.add(value);
                    continue;
                }
                problem(key, text + " is out of range", "from " + least + " to " + most);
            } catch (NumberFormatException e) {
                problem(key, "'" + text + "' is not a whole number", "write digits only");
            }
        }
        return numbers;
    }

    /** The mapping under a key; empty if absent. */
    Section section(String key) {
        known.add(key);
        Node node = values.get(key);
        if (node != null && !(node instanceof MappingNode)) {
            problem(key, "keys and values are expected here", "write '" + key + ": {key: value}'");
        }
        return new Section(
                file,
                path.isEmpty() ? key : path + "." + key,
                node instanceof MappingNode mapping ? mapping : null,
                line(key),
                problems);
    }

    /** The mappings listed under a key; empty if absent. */
    List<Section> sections(String key) {
        known.add(key);
        List<Section> sections = new ArrayList<>();
        Node node = values.get(key);
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                if (element instanceof MappingNode mapping) {
                    String where = path + "." + key + "[" + sections.size() + "]";
                    sections.add(new Section(file, where, mapping, lineOf(element), problems));
                } else {
                    add(lineOf(element), key, "each entry must be {key: value}", "see the example");
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
        String where = path.isEmpty() ? key : path + "." + key;
        add(line, key, "'" + where + "' is missing", "add '" + key + ":' with " + expected);
        return false;
    }

    void problem(String key, String what, String fix) {
        add(line(key), key, what, fix);
    }

    /** Call last: keys that were never asked for are misspelt. */
    void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                String where = path.isEmpty() ? "the file" : "'" + path + "'";
                String fix =
                        closest(key)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse(
                                        "remove it; known here: "
                                                + known.stream().sorted().toList());
                add(line(key), "", "'" + key + "' is no key of " + where, fix);
            }
        }
    }

    private Optional<String> closest(String key) {
        return known.stream()
                .filter(candidate -> distance(key, candidate) <= FARTHEST_SUGGESTION)
                .min(Comparator.<String>comparingInt(c -> distance(key, c)).thenComparing(c -> c));
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private Optional<String> scalar(String key) {
        known.add(key);
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        problem(key, "a single value is expected", "write '" + key + ": value'");
        return Optional.empty();
    }

    private void add(int at, String key, String what, String fix) {
        String where = key.isEmpty() || what.startsWith("'") ? "" : fullName(key) + ": ";
        problems.add(
                new Problem(
                        "CONFIGURATION_INVALID",
                        "%s:%d: %s%s".formatted(file, at, where, what),
                        fix));
    }

    private String fullName(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
