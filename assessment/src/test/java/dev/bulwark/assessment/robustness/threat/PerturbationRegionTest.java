package dev.bulwark.assessment.robustness.threat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.assessment.TestModels;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.Tensor;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PerturbationRegionTest {
    private static final PerturbationSpace MIXED =
            PerturbationSpace.of(TestModels.MIXED, TestModels.MIXED_PREPARATION);

    private static PerturbationRegion region(double epsilon, float... clean) {
        return PerturbationRegion.of(
                MIXED, PerturbationBudget.linf(epsilon), TestModels.mixedRow(clean[0], clean[1]));
    }

    @Test
    void movesNumbersOnlyAndNoImmutableOnes() {
        assertThat(MIXED.movableColumns()).containsExactly("amount", "months");
        assertThat(MIXED.frozenColumns()).containsExactly("age", "purpose");
        assertThat(MIXED.width()).isEqualTo(2);
    }

    @Test
    void keepsBudgetAndBoxToTheLastBit() {
        long seed = 314;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            float amount = (float) (random.nextDouble() * 4);
            float months = 1 + random.nextInt(72);
            double epsilon = random.nextDouble() * Math.pow(10, random.nextInt(-8, 1));
            PerturbationRegion region = region(epsilon, amount, months);

            for (float[] corner :
                    new float[][] {
                        {region.low(0), region.low(1)}, {region.high(0), region.high(1)}
                    }) {
                region.requireKept(corner, "seed " + seed);
                assertThat(region.stored(corner)).isEqualTo(corner);
                assertThat(region.distance(corner, 0)).isLessThanOrEqualTo(epsilon);
            }
            assertNoRoomLeft(region, amount, epsilon);
        }
    }

    private static void assertNoRoomLeft(PerturbationRegion region, float amount, double epsilon) {
        float beyond = Math.nextUp(region.high(0));
        assertThat(beyond > 4 || (double) beyond - amount > epsilon).isTrue();
    }

    @Test
    void keepsIntegersWhole() {
        PerturbationRegion region = region(0.2, 2, 24); // 2.4 months either way

        assertThat(region.low(1)).isEqualTo(22);
        assertThat(region.high(1)).isEqualTo(26);
        assertThat(region.stored(new float[] {2, 25.6f})[1]).isEqualTo(26);
        assertThat(region(0.05, 2, 24).high(1)).isEqualTo(24);
        assertCode("ATTACK_BUDGET_VIOLATED", () -> region.requireKept(new float[] {2, 25.5f}, "x"));
        assertCode("DATA_NOT_INTEGER", () -> region(0.2, 2, 24.5f));
    }

    @Test
    void endsAtTheBoxAndWidensItForARowThatLiesOutside() {
        PerturbationRegion region = region(1, 3.5f, 72);

        assertThat(region.high(0)).isEqualTo(4);
        assertThat(region.high(1)).isEqualTo(72);
        assertThat(region(1, 5, 10).high(0)).isEqualTo(5);
        assertThat(region(1, 5, 10).low(0)).isEqualTo(4);
    }

    @Test
    void leavesTheCleanPointAtNoBudget() {
        float[] clean = {0.1f, 24};
        PerturbationRegion region = region(0, clean);

        assertThat(region.stored(new float[] {3, 50})).isEqualTo(clean);
        region.requireKept(clean, "test");
    }

    @Test
    void refusesWhatIsOutOfBudgetOrNoNumber() {
        PerturbationRegion region = region(0.5, 2, 24);

        assertCode("ATTACK_BUDGET_VIOLATED", () -> region.requireKept(new float[] {2.6f, 24}, "x"));
        assertCode(
                "ATTACK_BUDGET_VIOLATED",
                () -> region.requireKept(new float[] {Float.NaN, 24}, "x"));
        assertCode(
                "ATTACK_BUDGET_VIOLATED",
                () -> region.requireKept(new float[] {Math.nextUp(2.5f), 24}, "x"));
        region.requireKept(new float[] {2.5f, 24}, "x");
    }

    @Test
    void needsAScaleForEveryNumberThatMoves() {
        assertCode(
                "ROBUSTNESS_NO_SCALE",
                () -> PerturbationSpace.of(TestModels.MIXED, Map.of("amount", 1.0)));
    }

    @Test
    void spreadsAndGathersPointsWithoutLoss() {
        Table rows = TestModels.rows(TestModels.MIXED, 7, 1);
        float[] points = MIXED.points(rows);

        Map<String, float[]> byColumn =
                Map.of(
                        "amount", rows.numbers("amount").toArray(),
                        "months", rows.numbers("months").toArray());
        assertThat(MIXED.gather(byColumn, 7)).isEqualTo(points);
        assertThat(MIXED.feeds(points))
                .extractingByKey("months")
                .extracting(Tensor::floats)
                .isEqualTo(rows.numbers("months").toArray());
    }

    private static void assertCode(String code, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        BulwarkException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
