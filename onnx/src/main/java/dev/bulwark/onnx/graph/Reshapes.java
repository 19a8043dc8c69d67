package dev.bulwark.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one length a reshape leaves open, where the others tell it. */
final class Reshapes {
    private Reshapes() {}

    /**
     * Fills in the single unknown length of {@code target} if {@code source} determines it: the
     * fixed lengths must account for each other, with one open length left on each side.
     */
    static List<Dimension> complete(Optional<List<Dimension>> source, List<Dimension> target) {
        int open = -1;
        long product = 1;
        for (int i = 0; i < target.size(); i++) {
            if (target.get(i) instanceof Dimension.Fixed(long size)) {
                product = saturating(product, size);
            } else if (open >= 0) {
                return target;
            } else {
                open = i;
            }
        }
        if (open < 0 || source.isEmpty() || product == 0) {
            return target;
        }
        Optional<Dimension> left = rest(source.get(), product);
        if (left.isEmpty()) {
            return target;
        }
        List<Dimension> completed = new ArrayList<>(target);
        completed.set(open, left.get());
        return List.copyOf(completed);
    }

    /** What is left of {@code source} when {@code product} elements are taken out of it. */
    private static Optional<Dimension> rest(List<Dimension> source, long product) {
        long total = 1;
        Optional<Dimension> symbolic = Optional.empty();
        for (Dimension dimension : source) {
            if (dimension instanceof Dimension.Fixed(long size)) {
                total = saturating(total, size);
            } else if (symbolic.isPresent() || dimension instanceof Dimension.Unknown) {
                return Optional.empty();
            } else {
                symbolic = Optional.of(dimension);
            }
        }
        if (symbolic.isPresent()) {
            return total == product ? symbolic : Optional.empty();
        }
        return total % product == 0 ? Optional.of(Dimension.of(total / product)) : Optional.empty();
    }

    private static long saturating(long a, long b) {
        return a > Integer.MAX_VALUE || b > Integer.MAX_VALUE ? Long.MAX_VALUE : a * b;
    }
}
