package dev.bulwark.assessment.robustness.threat;

import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The linear constraints of a space, for rows: what the immutable columns add is known. */
final class BoundedSums {
    /** Alternating projections: beyond, the point handed in is settled by moving towards clean. */
    private static final int ROUNDS = 50;

    /** How far within a bound projections aim, of what the sum is made of, against rounding. */
    private static final double INWARD = 1e-6;

    /**
     * One bound: {@code Σ weights · coordinates <= most}; a lower bound is negated.
     *
     * @param constraint for messages
     */
    private record Side(
            RowConstraint.Linear constraint, List<Term> terms, List<Term> fixed, double most) {}

    /**
     * @param coordinate within a point
     * @param column if it cannot move
     */
    private record Term(int coordinate, String column, double weight) {}

    private final List<Side> sides;
    private final double[] fixed;
    private final int rows;

    private BoundedSums(List<Side> sides, double[] fixed, int rows) {
        this.sides = sides;
        this.fixed = fixed;
        this.rows = rows;
    }

    static BoundedSums of(PerturbationSpace space, Table table) {
        List<Side> sides = sides(space);
        double[] fixed = new double[sides.size() * table.rows()];
        for (int side = 0; side < sides.size(); side++) {
            for (int row = 0; row < table.rows(); row++) {
                for (Term term : sides.get(side).fixed()) {
                    fixed[side * table.rows() + row] +=
                            term.weight() * table.numbers(term.column()).at(row);
                }
            }
        }
        return new BoundedSums(sides, fixed, table.rows());
    }

    private static List<Side> sides(PerturbationSpace space) {
        List<Side> sides = new ArrayList<>();
        for (RowConstraint constraint : space.constraints()) {
            if (constraint instanceof RowConstraint.Linear linear) {
                if (Double.isFinite(linear.most())) {
                    sides.add(side(space, linear, 1, linear.most()));
                }
                if (Double.isFinite(linear.least())) {
                    sides.add(side(space, linear, -1, -linear.least()));
                }
            }
        }
        return sides;
    }

    private static Side side(
            PerturbationSpace space, RowConstraint.Linear linear, int sign, double most) {
        List<Term> terms = new ArrayList<>();
        List<Term> fixed = new ArrayList<>();
        linear.weights()
                .forEach((column, weight) -> {
                    int at = space.offset(column);
                    (at < 0 ? fixed : terms).add(new Term(at, column, sign * weight));
                });
        return new Side(linear, terms, fixed, most);
    }

    boolean isEmpty() {
        return sides.isEmpty();
    }

    BoundedSums select(int[] chosen) {
        double[] selected = new double[sides.size() * chosen.length];
        for (int side = 0; side < sides.size(); side++) {
            for (int i = 0; i < chosen.length; i++) {
                selected[side * chosen.length + i] = fixed[side * rows + chosen[i]];
            }
        }
        return new BoundedSums(sides, selected, chosen.length);
    }

    /**
     * What a point of a row breaks; empty if nothing that the clean point does not break as far.
     */
    List<RowConstraint.Linear> broken(float[] points, float[] clean, int at, int row) {
        List<RowConstraint.Linear> broken = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            double most = Math.max(sides.get(side).most(), sum(side, clean, at, row));
            if (!(sum(side, points, at, row) <= most)) {
                broken.add(sides.get(side).constraint());
            }
        }
        return broken;
    }

    private double sum(int side, float[] points, int at, int row) {
        double sum = fixed[side * rows + row];
        for (Term term : sides.get(side).terms()) {
            sum += term.weight() * points[at + term.coordinate()];
        }
        return sum;
    }

    /**
     * Moves a displacement towards all bounds and what {@code within} projects onto, together
     * (Dykstra's algorithm; Boyle and Dykstra 1986).
     *
     * @param z displacement from the clean point, in the units of {@code scales}
     * @param scales a unit of each coordinate, {@code > 0}
     * @param at of the row's first coordinate in {@code clean}
     */
    void project(double[] z, double[] scales, float[] clean, int at, int row, Projection within) {
        double[][] corrections = new double[sides.size() + 1][z.length];
        for (int round = 0; round < ROUNDS; round++) {
            double[] before = z.clone();
            for (int side = 0; side < sides.size(); side++) {
                double[] correction = corrections[side];
                add(z, correction);
                double[] from = z.clone();
                ontoSide(side, z, scales, room(side, clean, at, row));
                difference(correction, from, z);
            }
            double[] correction = corrections[sides.size()];
            add(z, correction);
            double[] from = z.clone();
            within.project(z);
            difference(correction, from, z);
            if (Arrays.equals(before, z)) {
                return;
            }
        }
    }

    /** A projection, in place. */
    interface Projection {
        void project(double[] z);
    }

    /** By how much a sum may grow over its clean value; a little less, against rounding. */
    private double room(int side, float[] clean, int at, int row) {
        double value = sum(side, clean, at, row);
        double room = Math.max(0, sides.get(side).most() - value);
        double made = Math.abs(sides.get(side).most()) + Math.abs(fixed[side * rows + row]);
        for (Term term : sides.get(side).terms()) {
            made += Math.abs(term.weight() * clean[at + term.coordinate()]);
        }
        return room - Math.min(INWARD * made, room / 2);
    }

    private void ontoSide(int side, double[] z, double[] scales, double room) {
        double grown = 0;
        double squares = 0;
        for (Term term : sides.get(side).terms()) {
            double weight = term.weight() * scales[term.coordinate()];
            grown += weight * z[term.coordinate()];
            squares += weight * weight;
        }
        if (grown <= room || squares == 0) {
            return;
        }
        double by = (grown - room) / squares;
        for (Term term : sides.get(side).terms()) {
            z[term.coordinate()] -= by * term.weight() * scales[term.coordinate()];
        }
    }

    private static void add(double[] z, double[] other) {
        for (int i = 0; i < z.length; i++) {
            z[i] += other[i];
        }
    }

    private static void difference(double[] result, double[] from, double[] to) {
        for (int i = 0; i < result.length; i++) {
            result[i] = from[i] - to[i];
        }
    }
}
