package dev.bulwark.assessment.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.assessment.TestModels;
import dev.bulwark.assessment.robustness.threat.PerturbationBudget;
import dev.bulwark.assessment.scoring.ServedModel;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Table;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every attack keeps, those of other jars too. */
class AttackContractTest {
    private static final ModelArtifact MODEL = TestModels.mixed(12);

    static Stream<Attack> attacks() {
        return Attack.all().stream();
    }

    private static Table rows() {
        Table rows = TestModels.rows(TestModels.MIXED, 300, 77);
        try (ServedModel served = ServedModel.open(MODEL)) {
            int[] labels = served.predict(rows, Progress.silent()).labels();
            for (int row = 0; row < labels.length; row += 10) {
                labels[row] = 1 - labels[row];
            }
            return TestModels.relabelled(rows, labels);
        }
    }

    private static RobustnessReport run(Attack attack, double epsilon, long seed) {
        RobustnessSettings settings =
                new RobustnessSettings(
                        PerturbationBudget.linf(epsilon),
                        List.of(0.5 * epsilon, 2 * epsilon),
                        List.of(attack.id()),
                        AttackEffort.of(10, 2),
                        1000,
                        seed);
        return (RobustnessReport)
                RobustnessAssessment.run(
                        MODEL, rows(), TestModels.MIXED_PREPARATION, settings, Progress.silent());
    }

    @Test
    void findsTheAttacksThatConfigurationNames() {
        assertThat(attacks().map(Attack::id)).contains("fgsm", "noise", "pgd", "pgd-margin");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isNamedDescribedAndSaysWhatItNeeds(Attack attack) {
        assertThat(attack.id()).matches("[a-z]+(-[a-z]+)*");
        assertThat(attack.description()).endsWith(".");
        assertThat(attack.needs()).contains(AttackNeed.LABELS);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void findsNothingWithoutABudget(Attack attack) {
        RobustnessReport report = run(attack, 0, 1);

        assertThat(report.robustAccuracy()).isEqualTo(report.cleanAccuracy());
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void staysWithinItsBudgetAndNeverGainsByALargerOne(Attack attack) {
        RobustnessReport report = run(attack, 0.5, 1);

        assertThat(report.cleanAccuracy().value()).isEqualTo(0.9);
        assertThat(report.robustAccuracy().value()).isLessThan(0.9);
        assertThat(report.offered()).isPositive();
        assertThat(report.rows())
                .flatExtracting(row -> row.fall().stream().toList())
                .extracting(fall -> fall.distance())
                .allSatisfy(distance -> assertThat(distance).isBetween(0.0, 0.5));
        assertThat(report.curve()).extracting(point -> -point.robust()).isSorted().hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void givesTheSameEvidenceForTheSameSeed(Attack attack) {
        Instant noon = Instant.parse("2026-03-11T12:00:00Z");

        assertThat(run(attack, 0.5, 4).evidence(noon).result().canonical())
                .isEqualTo(run(attack, 0.5, 4).evidence(noon).result().canonical());
    }
}
