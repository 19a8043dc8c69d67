package dev.bulwark.assessment.robustness.threat;

import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must stay true of a row beside its schema's ranges, whole numbers and immutable columns.
 * Where the clean row breaks a constraint itself, a perturbed one must not break it further.
 */
public sealed interface RowConstraint {
    /** The columns it speaks of. */
    Set<String> columns();

    /** As evidence records it. */
    Json.Obj toJson();

    /**
     * A column's values are whole multiples of a step.
     *
     * @param column numeric
     * @param step {@code > 0}
     */
    record Steps(String column, double step) implements RowConstraint {
        public Steps {
            if (!(step > 0 && Double.isFinite(step))) {
                throw new IllegalArgumentException("a step must be > 0, but was " + step);
            }
        }

        @Override
        public Set<String> columns() {
            return Set.of(column);
        }

        @Override
        public Json.Obj toJson() {
            return Json.obj("kind", "steps", "column", column, "step", step);
        }
    }

    /**
     * A column moves one way only.
     *
     * @param column numeric or an image
     * @param up whether it may rise; else it may fall
     */
    record Direction(String column, boolean up) implements RowConstraint {
        @Override
        public Set<String> columns() {
            return Set.of(column);
        }

        @Override
        public Json.Obj toJson() {
            return Json.obj("kind", "direction", "column", column, "up", up);
        }
    }

    /**
     * Of an image's values these alone move, e.g. those under a patch.
     *
     * @param column an image
     * @param open flat indices within {@code [channels, height, width]}, each {@code >= 0}
     */
    record Mask(String column, Set<Integer> open) implements RowConstraint {
        public Mask {
            open = Collections.unmodifiableSet(new TreeSet<>(open));
            if (!open.isEmpty() && open.iterator().next() < 0) {
                throw new IllegalArgumentException("a mask's indices are >= 0");
            }
        }

        @Override
        public Set<String> columns() {
            return Set.of(column);
        }

        @Override
        public Json.Obj toJson() {
            return Json.obj("kind", "mask", "column", column, "open", List.copyOf(open));
        }
    }

    /**
     * Exactly one of these numbers is 1 and the others are 0; which one may change at the price of
     * a switch.
     *
     * @param members at least two numeric columns
     */
    record OneHot(List<String> members) implements RowConstraint {
        public OneHot {
            members = List.copyOf(members);
            if (members.size() < 2 || new HashSet<>(members).size() < members.size()) {
                throw new IllegalArgumentException(
                        "a one-hot group has two columns or more, each once, but was " + members);
            }
        }

        @Override
        public Set<String> columns() {
            return Set.copyOf(members);
        }

        @Override
        public Json.Obj toJson() {
            return Json.obj("kind", "one-hot", "columns", members);
        }
    }

    /**
     * A weighted sum of columns, immutable ones too, stays within bounds. An equation has equal
     * bounds; among numbers that are not whole it can seldom be kept exactly, so give it some room.
     *
     * @param weights by numeric column, at least one, finite and not 0
     * @param least may be -∞
     * @param most {@code >= least}, may be ∞
     */
    record Linear(Map<String, Double> weights, double least, double most) implements RowConstraint {
        public Linear {
            weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
            if (weights.isEmpty()
                    || weights.values().stream().anyMatch(w -> w == 0 || !Double.isFinite(w))) {
                throw new IllegalArgumentException(
                        "the weights of a sum are finite and not 0, but were " + weights);
            }
            if (!(least <= most)) {
                throw new IllegalArgumentException(
                        "a sum lies between %s and %s: nothing does".formatted(least, most));
            }
        }

        @Override
        public Set<String> columns() {
            return weights.keySet();
        }

        @Override
        public Json.Obj toJson() {
            List<Json> terms = new ArrayList<>();
            weights.forEach(
                    (column, weight) -> terms.add(Json.obj("column", column, "weight", weight)));
            Json.Obj json = Json.obj("kind", "linear", "terms", Json.arr(terms));
            json = Double.isFinite(least) ? json.with("least", Json.of(least)) : json;
            return Double.isFinite(most) ? json.with("most", Json.of(most)) : json;
        }
    }
}
