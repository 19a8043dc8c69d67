package dev.bulwark.governance.change;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What differs between two JSON documents, by path. Values are compared by their canonical form
 * (RFC 8785), so that neither the order of members nor the spelling of a number is a difference.
 *
 * <p>Of two lists, what begins and what ends alike is left out, and the rest compared in order; so
 * a demand put in between shows as one line. Costs one canonical form of each value and level.
 */
public final class JsonDiff {
    /** More differences than this nobody reads, so nobody could approve them. */
    public static final int MOST_LINES = 2_000;

    private final List<DiffLine> lines = new ArrayList<>();

    private JsonDiff() {}

    /**
     * The differences in the order of their paths; empty if the documents say the same.
     *
     * @throws BulwarkException if there are more than {@value #MOST_LINES}
     */
    public static List<DiffLine> between(Json before, Json after) {
        JsonDiff diff = new JsonDiff();
        diff.compare("", before, after);
        return List.copyOf(diff.lines);
    }

    private void compare(String path, Json before, Json after) {
        if (same(before, after)) {
            return;
        }
        if (before instanceof Json.Obj old && after instanceof Json.Obj fresh) {
            TreeSet<String> names = new TreeSet<>(old.members().keySet());
            names.addAll(fresh.members().keySet());
            for (String name : names) {
                compare(path + "/" + escaped(name), old.get(name), fresh.get(name));
            }
        } else if (before instanceof Json.Arr(List<Json> old)
                && after instanceof Json.Arr(List<Json> fresh)) {
            lists(path, old, fresh);
        } else {
            add(new DiffLine(path, Optional.of(before), Optional.of(after)));
        }
    }

    private void compare(String path, Optional<Json> before, Optional<Json> after) {
        if (before.isPresent() && after.isPresent()) {
            compare(path, before.get(), after.get());
        } else if (before.or(() -> after).filter(JsonDiff::isFull).isPresent()) {
            // Down to the leaves: what is folded up in a line is what nobody reads.
            compare(
                    path,
                    before.orElseGet(() -> emptied(after)),
                    after.orElseGet(() -> emptied(before)));
        } else {
            add(new DiffLine(path, before, after));
        }
    }

    private static boolean isFull(Json value) {
        return switch (value) {
            case Json.Obj object -> !object.members().isEmpty();
            case Json.Arr(List<Json> elements) -> !elements.isEmpty();
            case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> false;
        };
    }

    /** An empty container of the same kind. */
    private static Json emptied(Optional<Json> value) {
        return value.filter(Json.Obj.class::isInstance).isPresent()
                ? Json.obj()
                : Json.arr(List.of());
    }

    private void lists(String path, List<Json> before, List<Json> after) {
        int head = 0;
        int shorter = Math.min(before.size(), after.size());
        while (head < shorter && same(before.get(head), after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && same(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
        }
        int longer = Math.max(before.size(), after.size()) - tail;
        for (int i = head; i < longer; i++) {
            compare(
                    path + "/" + i,
                    i < before.size() - tail ? Optional.of(before.get(i)) : Optional.empty(),
                    i < after.size() - tail ? Optional.of(after.get(i)) : Optional.empty());
        }
    }

    private static boolean same(Json one, Json other) {
        return one.equals(other) || java.util.Arrays.equals(one.canonical(), other.canonical());
    }

    private void add(DiffLine line) {
        if (lines.size() == MOST_LINES) {
            throw new BulwarkException(
                    "CHANGE_TOO_LARGE",
                    "the change has more than %d differences".formatted(MOST_LINES),
                    "propose it in several changes that people can read");
        }
        lines.add(line);
    }

    /** RFC 6901 §3. */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
