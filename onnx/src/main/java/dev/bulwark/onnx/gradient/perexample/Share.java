package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one use of a parameter contributes to the gradient of each example, in the form that costs
 * least. With {@code n} examples and {@code t} terms an example, such as steps or places.
 */
public sealed interface Share permits Share.Dense, Outer, Rows {

    /** The squared norm of each example's share, {@code [n]}. */
    String squaredNorm(Pen pen);

    /** The shares themselves: what the other forms avoid where they can. */
    Dense dense(Pen pen);

    /** Whether {@link #squaredNorm} costs more than going by {@link #dense}. */
    boolean prefersDense();

    /**
     * The shares themselves.
     *
     * @param value {@code [n, elements]}
     * @param elements of the parameter, in row-major order
     */
    record Dense(String value, long elements) implements Share {
        @Override
        public String squaredNorm(Pen pen) {
            return pen.sumOfSquares(value, 1);
        }

        @Override
        public Dense dense(Pen pen) {
            return this;
        }

        @Override
        public boolean prefersDense() {
            return true;
        }

        /** The weighted sum, {@code [elements]}. */
        String weighted(Pen pen, String weights) {
            return pen.emit("MatMul", weights, value);
        }
    }

    /** Most steps assumed of a text whose length is not declared. */
    long ASSUMED_TERMS = 256;

    /**
     * Whether two Gram matrices of {@code terms} are smaller than one gradient (Bu et al. 2022,
     * section 3.2: {@code 2 t² < p q}).
     */
    static boolean ghostPays(OptionalLong terms, long rows, long columns) {
        long t = terms.orElse(ASSUMED_TERMS);
        return t < Integer.MAX_VALUE && (t == 1 || 2 * t * t < rows * columns);
    }

    /** Matrix product of each example's matrices, the second transposed. */
    static String gram(Pen pen, String left, String right, int rank) {
        return pen.emit("MatMul", left, lastTwoSwapped(pen, right, rank));
    }

    /** The value with its last two axes changed about. */
    static String lastTwoSwapped(Pen pen, String value, int rank) {
        return rank == 3 ? pen.transposed(value, 0, 2, 1) : pen.transposed(value, 0, 1, 3, 2);
    }

    /** The sum of everything that belongs to an example, {@code [n]}. */
    static String sumPerExample(Pen pen, String value, int rank) {
        return rank == 3 ? pen.sum(value, 1, 2) : pen.sum(value, 1, 2, 3);
    }

    /** Several values along one axis. */
    static String concat(Pen pen, List<String> values, long axis) {
        return values.size() == 1
                ? values.getFirst()
                : pen.emit("Concat", values, Map.of("axis", Attribute.of(axis)));
    }
}
