package dev.bulwark.onnx.gradient.perexample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Squared norms of the gradients of parameters, each from the shares of all its uses. */
final class Norms {
    /** A use with its share and what it is a view of. */
    record Part(Use use, Share share, View view) {}

    /**
     * What is known of a parameter.
     *
     * @param squaredNorm {@code [n]}
     * @param whole the gradients themselves, if they were made, in the parameter's order
     * @param dense shares of single uses that were made, in the order of the use's value
     */
    record Found(String squaredNorm, Optional<Share.Dense> whole, Map<Use, Share.Dense> dense) {}

    private final Pen pen;
    private final Function<String, List<Long>> sizes;

    Norms(Pen pen, Function<String, List<Long>> sizes) {
        this.pen = pen;
        this.sizes = sizes;
    }

    Found of(List<Part> parts) {
        if (parts.size() == 1) {
            Part part = parts.getFirst();
            if (!part.share().prefersDense()) {
                return new Found(part.share().squaredNorm(pen), Optional.empty(), Map.of());
            }
            Share.Dense dense = part.share().dense(pen);
            return new Found(dense.squaredNorm(pen), Optional.empty(), Map.of(part.use(), dense));
        }
        return ghost(parts).orElseGet(() -> byDense(parts));
    }

    /** Cross terms of several uses without their sum, if all have the form for it. */
    private Optional<Found> ghost(List<Part> parts) {
        List<Outer> products = new ArrayList<>();
        List<Rows> rows = new ArrayList<>();
        for (Part part : parts) {
            boolean swapped = part.view().transposesMatrix(sizes);
            if (part.share() instanceof Outer outer
                    && (part.view().keepsOrder() || (swapped && outer.groups() == 1))) {
                products.add(swapped ? outer.transposed() : outer);
            } else if (part.share() instanceof Rows own && part.view().keepsOrder()) {
                rows.add(own);
            } else {
                return Optional.empty();
            }
        }
        List<String> terms = new ArrayList<>();
        if (!products.isEmpty()) {
            Outer first = products.getFirst();
            boolean fits = products.stream().allMatch(first::fits);
            Outer joined = fits ? Outer.joined(pen, products) : first;
            boolean matches =
                    rows.stream()
                            .allMatch(r ->
                                    r.rows() == joined.rows() && r.columns() == joined.columns());
            if (!fits || !matches || joined.prefersDense()) {
                return Optional.empty();
            }
            terms.add(joined.squaredNorm(pen));
            for (Rows own : rows) {
                terms.add(pen.emit("Mul", own.inner(pen, joined), pen.scalar(2)));
            }
        }
        if (!rows.isEmpty()) {
            terms.add(Rows.joined(pen, rows).squaredNorm(pen));
        }
        String sum = terms.size() == 1 ? terms.getFirst() : pen.sumOf(terms);
        return Optional.of(
                new Found(pen.emit("Max", sum, pen.scalar(0)), Optional.empty(), Map.of()));
    }

    private Found byDense(List<Part> parts) {
        List<String> values = new ArrayList<>();
        long elements = 0;
        for (Part part : parts) {
            Share.Dense own = part.view().back(pen, part.share().dense(pen), sizes);
            values.add(own.value());
            elements = own.elements();
        }
        Share.Dense whole = new Share.Dense(pen.sumOf(values), elements);
        return new Found(whole.squaredNorm(pen), Optional.of(whole), new HashMap<>());
    }
}
