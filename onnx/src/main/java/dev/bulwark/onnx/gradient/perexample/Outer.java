package dev.bulwark.onnx.gradient.perexample;

import java.util.List;
import java.util.OptionalLong;

/**
 * A sum of outer products: {@code G = Σ_t left_t right_tᵀ}, one matrix a group. Its norm needs no
 * {@code G}: {@code ‖G‖² = ⟨L Lᵀ, R Rᵀ⟩} over the Gram matrices of the terms, which for one term is
 * {@code ‖left‖² ‖right‖²} (Goodfellow 2015, section 4).
 *
 * @param left {@code [n, rows]}, {@code [n, (groups,) t, rows]} or {@code [n, (groups,) rows, t]}
 * @param right the same with columns
 * @param layout which of the three
 * @param groups 1 where there is no axis of groups
 * @param rows of a group's matrix
 * @param columns of a group's matrix
 * @param terms how many there are, if it is known
 * @see <a href="https://arxiv.org/abs/1510.01799">Goodfellow 2015</a>
 * @see <a href="https://arxiv.org/abs/2110.05679">Li et al. 2021, section 4.1</a>
 */
public record Outer(
        String left,
        String right,
        Layout layout,
        long groups,
        long rows,
        long columns,
        OptionalLong terms)
        implements Share {

    /** Where the terms are. */
    public enum Layout {
        /** There is one, and it has no axis. */
        SINGLE,
        /** Before the last axis. */
        TERMS_FIRST,
        /** The last axis. */
        TERMS_LAST
    }

    private int rank() {
        return groups == 1 ? 3 : 4;
    }

    @Override
    public boolean prefersDense() {
        return layout != Layout.SINGLE && !Share.ghostPays(terms, rows, columns);
    }

    @Override
    public String squaredNorm(Pen pen) {
        return switch (layout) {
            case SINGLE -> pen.emit("Mul", pen.sumOfSquares(left, 1), pen.sumOfSquares(right, 1));
            case TERMS_FIRST ->
                    product(
                            pen,
                            Share.gram(pen, left, left, rank()),
                            Share.gram(pen, right, right, rank()));
            case TERMS_LAST ->
                    product(
                            pen,
                            pen.emit("MatMul", Share.lastTwoSwapped(pen, left, rank()), left),
                            pen.emit("MatMul", Share.lastTwoSwapped(pen, right, rank()), right));
        };
    }

    private String product(Pen pen, String first, String second) {
        // Rounding may leave a vanishing norm below zero.
        String sum = Share.sumPerExample(pen, pen.emit("Mul", first, second), rank());
        return pen.emit("Max", sum, pen.scalar(0));
    }

    @Override
    public Dense dense(Pen pen) {
        String matrices =
                switch (layout) {
                    case SINGLE -> single(pen);
                    case TERMS_FIRST ->
                            pen.emit("MatMul", Share.lastTwoSwapped(pen, left, rank()), right);
                    case TERMS_LAST ->
                            pen.emit("MatMul", left, Share.lastTwoSwapped(pen, right, rank()));
                };
        long elements = groups * rows * columns;
        return new Dense(pen.emit("Reshape", matrices, pen.ints(0, elements)), elements);
    }

    private String single(Pen pen) {
        return pen.emit(
                "MatMul",
                pen.emit("Unsqueeze", left, pen.ints(2)),
                pen.emit("Unsqueeze", right, pen.ints(1)));
    }

    /** The same with an axis of terms before the last. */
    Outer termsFirst(Pen pen) {
        return switch (layout) {
            case SINGLE ->
                    new Outer(
                            pen.emit("Unsqueeze", left, pen.ints(1)),
                            pen.emit("Unsqueeze", right, pen.ints(1)),
                            Layout.TERMS_FIRST,
                            groups,
                            rows,
                            columns,
                            OptionalLong.of(1));
            case TERMS_FIRST -> this;
            case TERMS_LAST ->
                    new Outer(
                            Share.lastTwoSwapped(pen, left, rank()),
                            Share.lastTwoSwapped(pen, right, rank()),
                            Layout.TERMS_FIRST,
                            groups,
                            rows,
                            columns,
                            terms);
        };
    }

    /** The share in the transposed parameter; of one group. */
    public Outer transposed() {
        return new Outer(
                /* left= */ right, /* right= */ left, layout, groups, columns, rows, terms);
    }

    /** Whether both are of the same matrices. */
    boolean fits(Outer other) {
        return groups == other.groups && rows == other.rows && columns == other.columns;
    }

    /** One sum of all their terms: the cross terms of tied uses come by themselves. */
    static Outer joined(Pen pen, List<Outer> parts) {
        List<Outer> alike = parts.stream().map(part -> part.termsFirst(pen)).toList();
        Outer first = alike.getFirst();
        long axis = first.groups == 1 ? 1 : 2;
        OptionalLong terms =
                alike.stream().allMatch(part -> part.terms.isPresent())
                        ? OptionalLong.of(
                                alike.stream().mapToLong(part -> part.terms.orElseThrow()).sum())
                        : OptionalLong.empty();
        return new Outer(
                Share.concat(pen, alike.stream().map(Outer::left).toList(), axis),
                Share.concat(pen, alike.stream().map(Outer::right).toList(), axis),
                Layout.TERMS_FIRST,
                first.groups,
                first.rows,
                first.columns,
                terms);
    }
}
