package dev.bulwark.assessment.robustness.threat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.TestModels;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every norm and every constraint, over random rows and random wishes of an attack. */
class ThreatModelTest {
    /** An income, debts that never exceed it, months in half years, a fee, a group, a purpose. */
    private static final Schema LOANS =
            new Schema(
                    List.of(
                            number("income", 0, 100, false),
                            number("debt", 0, 100, false),
                            number("months", 0, 60, true),
                            number("fee", 0, 9, false),
                            new Column(
                                    "age",
                                    new ColumnType.Numeric(18, 99, true),
                                    Column.Role.FEATURE,
                                    false,
                                    false,
                                    true,
                                    ""),
                            number("rents", 0, 1, true),
                            number("owns", 0, 1, true),
                            number("lodges", 0, 1, true),
                            Column.of(
                                    "purpose",
                                    new ColumnType.Categorical(List.of("car", "house", "other")),
                                    Column.Role.FEATURE),
                            TestModels.LABEL),
                    "yes");

    private static final Map<String, Double> DEVIATIONS =
            Map.of("income", 20.0, "debt", 10.0, "months", 12.0, "fee", 2.0);

    private static final PerturbationSpace SPACE =
            PerturbationSpace.of(LOANS, deviationsOfAll())
                    .choosing(Set.of("purpose"))
                    .with(
                            List.of(
                                    new RowConstraint.OneHot(List.of("rents", "owns", "lodges")),
                                    new RowConstraint.Steps("months", 6),
                                    new RowConstraint.Direction("income", true),
                                    new RowConstraint.Linear(
                                            Map.of("debt", 1.0, "income", -1.0),
                                            Double.NEGATIVE_INFINITY,
                                            0),
                                    new RowConstraint.Linear(
                                            Map.of("age", 1.0, "months", 1.0 / 12, "fee", 0.5),
                                            20,
                                            75)));

    private static Map<String, Double> deviationsOfAll() {
        Map<String, Double> all = new LinkedHashMap<>(DEVIATIONS);
        all.put("rents", 0.4);
        all.put("owns", 0.4);
        all.put("lodges", 0.4);
        return all;
    }

    private static Column number(String name, double least, double most, boolean whole) {
        return Column.of(name, new ColumnType.Numeric(least, most, whole), Column.Role.FEATURE);
    }

    private static Table loans(int rows, RandomGenerator random) {
        List<String> names =
                List.of("income", "debt", "months", "fee", "age", "rents", "owns", "lodges");
        float[][] columns = new float[names.size()][rows];
        int[] purposes = new int[rows];
        for (int row = 0; row < rows; row++) {
            columns[0][row] = random.nextFloat(10, 100);
            columns[1][row] = random.nextFloat() * columns[0][row];
            columns[2][row] = 6 * random.nextInt(11);
            columns[3][row] = random.nextFloat(9);
            columns[4][row] = random.nextInt(20, 66);
            columns[5 + random.nextInt(3)][row] = 1;
            purposes[row] = random.nextInt(3);
        }
        Map<String, ColumnValues> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.length; i++) {
            values.put(names.get(i), ColumnValues.Numbers.of(columns[i]));
        }
        values.put("purpose", ColumnValues.Categories.of(purposes));
        values.put("y", ColumnValues.Categories.of(new int[rows]));
        return new Table(LOANS, values);
    }

    private static double epsilon(Norm norm, RandomGenerator random) {
        return norm == Norm.L0 ? random.nextInt(5) : random.nextDouble(2);
    }

    @ParameterizedTest
    @EnumSource
    void everyStoredPointKeepsEveryConstraint(Norm norm) {
        SplittableRandom random = new SplittableRandom(20261125);
        int moved = 0;
        int switched = 0;
        for (int i = 0; i < 500; i++) {
            Table rows = loans(4, random);
            PerturbationBudget budget =
                    new PerturbationBudget(norm, epsilon(norm, random), random.nextInt(3));
            PerturbationRegion region = PerturbationRegion.of(SPACE, budget, rows);
            float[] wished = region.clean();
            for (int at = 0; at < wished.length; at++) {
                wished[at] += (float) (random.nextGaussian() * 20);
            }

            float[] stored = region.stored(wished);

            for (int row = 0; row < 4; row++) {
                assertValid(stored, region.clean(), row, rows, budget);
                assertThat(region.isKept(stored, row)).isTrue();
                moved += region.distance(stored, row) > 0 ? 1 : 0;
                switched += changed(stored, region.clean(), row * 8 + 4, 4);
            }
            assertThat(region.stored(stored)).isEqualTo(stored);
        }
        assertThat(moved).isGreaterThan(1_000);
        assertThat(switched).isGreaterThan(1_000);
    }

    /** Order of coordinates: income, debt, months, fee, rents, owns, lodges, purpose. */
    private static void assertValid(
            float[] points, float[] clean, int row, Table rows, PerturbationBudget budget) {
        int from = row * 8;
        float income = points[from];
        double age = rows.numbers("age").at(row);
        assertThat(income).isBetween(clean[from], 100f);
        assertThat(points[from + 1]).isBetween(0f, income);
        assertThat(points[from + 2] % 6).isZero();
        assertThat(age + points[from + 2] * (1.0 / 12) + 0.5 * points[from + 3])
                .isBetween(20.0, 75.0);
        assertThat(points[from + 4] + points[from + 5] + points[from + 6]).isEqualTo(1);
        assertThat(List.of(0f, 1f, 2f)).contains(points[from + 7]);
        double[] units = new double[4];
        for (int i = 0; i < 4; i++) {
            units[i] =
                    ((double) points[from + i] - clean[from + i]) / List.of(20, 10, 12, 2).get(i);
        }
        assertThat(BallInBox.length(units, budget.norm())).isLessThanOrEqualTo(budget.epsilon());
        int groups = changed(points, clean, from + 4, 3) > 0 ? 1 : 0;
        int purpose = points[from + 7] == clean[from + 7] ? 0 : 1;
        assertThat(groups + purpose).isLessThanOrEqualTo(budget.switches());
    }

    private static int changed(float[] points, float[] clean, int from, int count) {
        int changed = 0;
        for (int at = from; at < from + count; at++) {
            changed += points[at] == clean[at] ? 0 : 1;
        }
        return changed;
    }

    @ParameterizedTest
    @EnumSource
    void projectsToTheNearestPointOfBallAndBox(Norm norm) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            int width = 1 + random.nextInt(4);
            double radius = norm == Norm.L0 ? random.nextInt(4) : random.nextDouble(2);
            double[] low = random.doubles(width, -1.5, 0).toArray();
            double[] high = random.doubles(width, 0, 1.5).toArray();
            double[] given = random.doubles(width, -3, 3).toArray();
            double[] nearest = given.clone();

            BallInBox.project(nearest, low, high, norm, radius);

            assertWithin(nearest, low, high, norm, radius);
            double reached = distance(given, nearest);
            for (int trial = 0; trial < 200; trial++) {
                double[] other = new double[width];
                for (int k = 0; k < width; k++) {
                    double near = nearest[k] + 0.05 * random.nextGaussian();
                    other[k] = trial % 2 == 0 ? near : random.nextDouble(low[k], high[k]);
                    other[k] = random.nextInt(4) == 0 ? 0 : other[k];
                }
                if (isWithin(other, low, high, norm, radius)) {
                    assertThat(distance(given, other)).isGreaterThan(reached - 1e-9);
                }
            }
        }
    }

    private static void assertWithin(
            double[] z, double[] low, double[] high, Norm norm, double radius) {
        assertThat(isWithin(z, low, high, norm, radius + 1e-12)).isTrue();
    }

    private static boolean isWithin(
            double[] z, double[] low, double[] high, Norm norm, double radius) {
        for (int i = 0; i < z.length; i++) {
            if (z[i] < low[i] || z[i] > high[i]) {
                return false;
            }
        }
        return BallInBox.length(z, norm) <= radius;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    @Test
    void aMaskOpensItsPixelsAlone() {
        Schema schema =
                new Schema(
                        List.of(
                                Column.of(
                                        "image",
                                        new ColumnType.Image(1, 2, 2),
                                        Column.Role.FEATURE),
                                TestModels.LABEL),
                        "yes");
        PerturbationSpace space =
                PerturbationSpace.of(schema, Map.of())
                        .with(List.of(new RowConstraint.Mask("image", Set.of(1, 2))));
        Table rows = TestModels.rows(schema, 3, 5);
        PerturbationRegion region =
                PerturbationRegion.of(space, new PerturbationBudget(Norm.L2, 0.5), rows);
        float[] clean = region.clean();
        float[] wished = clean.clone();
        for (int at = 0; at < wished.length; at++) {
            wished[at] = 255 - clean[at];
        }

        float[] stored = region.stored(wished);

        for (int at = 0; at < stored.length; at++) {
            assertThat(stored[at] == clean[at]).isEqualTo(at % 4 == 0 || at % 4 == 3);
        }
        assertThat(region.distance(stored, 0)).isCloseTo(0.5, within(0.5));
    }

    @Test
    void aRowThatBreaksAConstraintMustNotBreakItFurther() {
        PerturbationSpace space =
                PerturbationSpace.of(TestModels.PLANE, TestModels.PLANE_PREPARATION)
                        .with(
                                List.of(
                                        new RowConstraint.Linear(
                                                Map.of("a", 1.0, "b", 1.0),
                                                Double.NEGATIVE_INFINITY,
                                                -1e5)));
        Table rows = TestModels.rows(TestModels.PLANE, 1, 3);
        PerturbationRegion region = PerturbationRegion.of(space, PerturbationBudget.linf(1), rows);
        float[] up = {region.high(0), region.high(1)};
        float[] apart = {region.low(0), region.low(1)};

        assertThat(region.isKept(up, 0)).isFalse();
        assertThat(region.isKept(apart, 0)).isTrue();
        assertThat(region.isKept(region.clean(), 0)).isTrue();
        assertThat(region.isKept(region.stored(up), 0)).isTrue();
    }

    @Test
    void refusesConstraintsThatDoNotFitTheirColumns() {
        PerturbationSpace space =
                PerturbationSpace.of(TestModels.MIXED, TestModels.MIXED_PREPARATION);

        assertRefused(() -> space.with(List.of(new RowConstraint.Steps("purpose", 1))));
        assertRefused(() -> space.with(List.of(new RowConstraint.Steps("months", 0.5))));
        assertRefused(() -> space.with(List.of(new RowConstraint.Steps("missing", 1))));
        assertRefused(() -> space.with(List.of(new RowConstraint.Mask("amount", Set.of(0)))));
        assertRefused(
                () -> space.with(List.of(new RowConstraint.OneHot(List.of("amount", "age")))));
        assertRefused(() -> space.choosing(Set.of("amount")));
        List<RowConstraint> twice =
                List.of(
                        new RowConstraint.OneHot(List.of("amount", "months")),
                        new RowConstraint.OneHot(List.of("months", "amount")));
        assertRefused(() -> space.with(twice));
    }

    private static void assertRefused(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("THREAT_INVALID"));
    }
}
