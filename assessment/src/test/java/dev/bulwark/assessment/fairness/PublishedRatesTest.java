package dev.bulwark.assessment.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.SharedData;
import dev.bulwark.assessment.scoring.Predictions;
import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The rates of complete public data sets, to the digits published. */
class PublishedRatesTest {

    /** UCI Adult, training file: women 1179 of 10771, men 6662 of 21790. */
    @Test
    void adultBySex() {
        List<String[]> rows =
                SharedData.lines("adult/adult.data").stream()
                        .filter(line -> !line.isBlank())
                        .map(line -> line.split(", ", -1))
                        .toList();
        AttributeAudit sex =
                FairnessAudit.ofLabels(
                                table(rows, r -> r[14].equals(">50K"), r -> r[9]),
                                FairnessSettings.standard())
                        .attributes()
                        .getFirst();

        assertThat(contrast(sex, new StatisticalParityDifference(), "Female").value())
                .isCloseTo(-.196275988, within(5e-10));
        Estimate.Measured impact = contrast(sex, new DisparateImpact(), "Female");
        assertThat(impact.value()).isCloseTo(.358022550, within(5e-10));
        assertThat(impact.interval().lower()).isCloseTo(.3380297, within(5e-8));
        assertThat(impact.interval().upper()).isCloseTo(.3791979, within(5e-8));
    }

    /** UCI Adult, training file: the extremes among sex crossed with race. */
    @Test
    void adultBySexAndRace() {
        List<String[]> rows =
                SharedData.lines("adult/adult.data").stream()
                        .filter(line -> !line.isBlank())
                        .map(line -> line.split(", ", -1))
                        .toList();
        AttributeAudit crossed =
                FairnessAudit.ofLabels(
                                table(rows, r -> r[14].equals(">50K"), r -> r[9] + " " + r[8]),
                                FairnessSettings.standard())
                        .attributes()
                        .getFirst();

        GroupCounts most = crossed.mostFavoured(new DisparateImpact()).orElseThrow();
        assertThat(most.group()).isEqualTo("Male Asian-Pac-Islander");
        assertThat(most.selected().value()).isCloseTo(.336219, within(5e-7));
        GroupCounts least = group(crossed, "Female Black");
        assertThat(least.selected().value()).isCloseTo(.057878, within(5e-7));
        assertThat(least.selected().wilson(0.95).lower()).isCloseTo(.047324, within(5e-7));
        assertThat(least.selected().wilson(0.95).upper()).isCloseTo(.070610, within(5e-7));
        assertThat(contrast(crossed, new DisparateImpact(), "Female Black").value())
                .isCloseTo(.1721, within(5e-5));
    }

    /** UCI German credit: good credit at most 25 years 110 of 190, older 590 of 810. */
    @Test
    void germanCreditByAge() {
        List<String[]> rows =
                SharedData.lines("german/german.data").stream().map(l -> l.split(" ", -1)).toList();
        AttributeAudit age =
                FairnessAudit.ofLabels(
                                table(
                                        rows,
                                        r -> r[20].equals("1"),
                                        r -> Integer.parseInt(r[12]) > 25 ? "older" : "young"),
                                FairnessSettings.standard())
                        .attributes()
                        .getFirst();

        assertThat(contrast(age, new StatisticalParityDifference(), "young").value())
                .isCloseTo(-.149447693, within(5e-10));
        assertThat(contrast(age, new DisparateImpact(), "young").value())
                .isCloseTo(.794826048, within(5e-10));
    }

    /**
     * COMPAS, ProPublica 2016: false positive rates of 44.8 and 23.5 %, false negative rates of
     * 28.0 and 47.7 %. The flag plays the favourable label here, so the rates keep their published
     * names.
     */
    @Test
    void compasErrorRatesByRace() {
        List<String> lines = SharedData.lines("compas/compas-two-years-deidentified.csv");
        List<String> header = List.of(lines.getFirst().split(",", -1));
        int race = header.indexOf("race");
        int decile = header.indexOf("decile_score");
        int outcome = header.indexOf("two_year_recid");
        List<String[]> rows = lines.stream().skip(1).map(PublishedRatesTest::csv).toList();
        Table table = table(rows, r -> r[outcome].equals("1"), r -> r[race]);
        int[] flagged =
                rows.stream().mapToInt(r -> Integer.parseInt(r[decile]) >= 5 ? 1 : 0).toArray();
        float[] probabilities = new float[2 * flagged.length];
        for (int row = 0; row < flagged.length; row++) {
            probabilities[2 * row + flagged[row]] = 1;
        }

        AttributeAudit audit =
                FairnessAudit.run(
                                table,
                                Predictions.of(2, probabilities, flagged),
                                FairnessSettings.standard())
                        .attributes()
                        .getFirst();

        GroupCounts black = group(audit, "African-American");
        assertThat(black).isEqualTo(new GroupCounts("African-American", 1369, 805, 990, 532));
        assertThat(black.falsePositiveRate().value()).isCloseTo(.448468, within(5e-7));
        assertThat(1 - black.truePositiveRate().value()).isCloseTo(.279853, within(5e-7));
        assertThat(black.positivePredictiveValue().value()).isCloseTo(.629715, within(5e-7));
        GroupCounts white = group(audit, "Caucasian");
        assertThat(white).isEqualTo(new GroupCounts("Caucasian", 505, 349, 1139, 461));
        assertThat(white.falsePositiveRate().value()).isCloseTo(.234543, within(5e-7));
        assertThat(1 - white.truePositiveRate().value()).isCloseTo(.477226, within(5e-7));
    }

    private static GroupCounts group(AttributeAudit audit, String name) {
        return audit.groups().stream()
                .filter(group -> group.group().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Estimate.Measured contrast(
            AttributeAudit audit, FairnessMetric metric, String group) {
        return (Estimate.Measured)
                audit.againstMostFavoured(metric).entrySet().stream()
                        .filter(entry -> entry.getKey().group().equals(group))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
    }

    private static Table table(
            List<String[]> rows, Predicate<String[]> favourable, Function<String[], String> group) {
        List<String> groups = rows.stream().map(group).distinct().sorted().toList();
        Schema schema =
                new Schema(
                        List.of(
                                Column.of(
                                        "y",
                                        new ColumnType.Categorical(List.of("0", "1")),
                                        Column.Role.LABEL),
                                new Column(
                                        "g",
                                        new ColumnType.Categorical(groups),
                                        Column.Role.AUDIT,
                                        true,
                                        true,
                                        true,
                                        "")),
                        "1");
        return new Table(
                schema,
                Map.of(
                        "y",
                        ColumnValues.Categories.of(
                                rows.stream().mapToInt(r -> favourable.test(r) ? 1 : 0).toArray()),
                        "g",
                        ColumnValues.Categories.of(
                                rows.stream()
                                        .mapToInt(r -> groups.indexOf(group.apply(r)))
                                        .toArray())));
    }

    /** Fields of a line in which some are quoted. */
    private static String[] csv(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields.toArray(String[]::new);
    }
}
