package dev.bulwark.assessment.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.scoring.Predictions;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FairnessAuditTest {
    private static final Instant NOON = Instant.parse("2026-03-11T12:00:00Z");
    private static final FairnessSettings STANDARD = FairnessSettings.standard();

    /**
     * Fairlearn, docs/user_guide/assessment: eighteen rows of three groups. Overall selection rate
     * .555556; a: TPR .5, FPR 1, selection .75; b: .6, 0, .5; c: .4, .666667, .5; difference
     * between groups TPR .2, FPR 1, selection .25; ratio of selection rates .666667.
     */
    @Test
    void reproducesFairlearnsGuide() {
        Table rows =
                table(
                        "011110101000111111",
                        Map.of("group", "bbabbcccaacabccbcc"),
                        List.of("a", "b", "c"));
        FairnessReport report = FairnessAudit.run(rows, decisions("001011100111100110"), STANDARD);

        AttributeAudit groups = report.attributes().getFirst();
        assertThat(groups.groups()).extracting(GroupCounts::n).containsExactly(4L, 6L, 8L);
        assertShares(groups, new TruePositiveRate(), 0.5, 0.6, 0.4);
        assertShares(groups, new FalsePositiveRate(), 1, 0, 2.0 / 3);
        assertShares(groups, new SelectionRate(), 0.75, 0.5, 0.5);

        Json.Obj facts = report.evidence(NOON).result();
        assertThat(facts.number("max_equal_opportunity_difference")).isCloseTo(.2, within(1e-12));
        assertThat(facts.number("max_false_positive_rate_difference")).isEqualTo(1);
        assertThat(facts.number("max_statistical_parity_difference")).isEqualTo(.25);
        assertThat(facts.number("min_disparate_impact")).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(facts.integer("smallest_group_n")).isEqualTo(4);
        assertThat(facts.integer("small_groups")).isEqualTo(3);
        assertThat(facts.string("four_fifths")).isEqualTo("inconclusive");
    }

    private static void assertShares(
            AttributeAudit attribute, FairnessMetric metric, double... expected) {
        for (int g = 0; g < expected.length; g++) {
            assertThat(metric.share(attribute.groups().get(g)).value())
                    .as(metric.id() + " of group " + g)
                    .isCloseTo(expected[g], within(1e-12));
        }
    }

    @Test
    void reportsAGroupThatHasNoRows() {
        Table rows = table("0110", Map.of("group", "aabb"), List.of("a", "b", "ghost"));

        Json.Obj facts =
                FairnessAudit.run(rows, decisions("0110"), STANDARD).evidence(NOON).result();

        assertThat(facts.integer("groups")).isEqualTo(3);
        assertThat(facts.integer("empty_groups")).isEqualTo(1);
        assertThat(facts.integer("smallest_group_n")).isZero();
        Json.Obj ghost = facts.objects("attributes").getFirst().objects("groups").get(2);
        assertThat(ghost.string("group")).isEqualTo("ghost");
        assertThat(ghost.object("rates").object("selection_rate").string("undefined"))
                .isEqualTo("no observations");
        assertThat(facts.string("four_fifths")).isEqualTo("inconclusive");
    }

    @Test
    void aGroupThatIsNeverSelectedHasNoImpartiality() {
        Table rows = table("0101", Map.of("group", "aabb"), List.of("a", "b"));

        FairnessReport report = FairnessAudit.run(rows, decisions("0011"), STANDARD);

        assertThat(report.minDisparateImpact(false, 0).point()).hasValue(0);
    }

    @Test
    void leavesTheRatioOutWhereNobodyIsSelectedSoThatAGateRefuses() {
        Table rows = table("0101", Map.of("group", "aabb"), List.of("a", "b"));

        Json.Obj facts =
                FairnessAudit.run(rows, decisions("0000"), STANDARD).evidence(NOON).result();

        assertThat(facts.get("min_disparate_impact")).isEmpty();
        assertThat(facts.get("max_statistical_parity_difference")).contains(Json.of(0.0));
    }

    @Test
    void findsWhatOnlyTheIntersectionShows() {
        // Selected: a×y and b×x. Each column alone is balanced, the combinations are not.
        Table rows =
                table(
                        "11111111",
                        Map.of("first", "aaaabbbb", "second", "xxyyxxyy"),
                        List.of("a", "b", "x", "y"));

        Json.Obj facts =
                FairnessAudit.run(rows, decisions("00111100"), STANDARD).evidence(NOON).result();

        assertThat(facts.number("min_disparate_impact")).isEqualTo(1);
        assertThat(facts.number("min_intersectional_disparate_impact")).isZero();
        assertThat(facts.objects("attributes"))
                .extracting(attribute -> attribute.string("attribute"))
                .containsExactly("first", "second", "first × second");
    }

    @Test
    void comparesWithTheDeclaredReferenceToo() {
        Table rows = table("1111111111", Map.of("group", "aaaaabbbbb"), List.of("a", "b"));
        FairnessSettings against = new FairnessSettings(Map.of("group", "a"), 1, 1);

        Json.Obj facts =
                FairnessAudit.run(rows, decisions("1100011110"), against).evidence(NOON).result();

        // b is favoured: .8 / .4 = 2 against the reference, and the fact takes the inverse.
        assertThat(facts.number("min_disparate_impact_to_reference")).isEqualTo(0.5);
        Json.Obj b = facts.objects("attributes").getFirst().objects("groups").get(1);
        Json.Obj ratio = b.object("against_reference").object("disparate_impact");
        assertThat(ratio.number("value")).isEqualTo(2);
        assertThat(ratio.string("against")).isEqualTo("a");
    }

    @Test
    void callsFourFifthsOnlyWithTheInterval() {
        int n = 2000;
        Table rows =
                table(
                        "1".repeat(2 * n),
                        Map.of("group", "a".repeat(n) + "b".repeat(n)),
                        List.of("a", "b"));

        assertThat(fourFifths(rows, n, 0.9, 0.85)).isEqualTo(FairnessReport.FourFifths.MET);
        assertThat(fourFifths(rows, n, 0.9, 0.5)).isEqualTo(FairnessReport.FourFifths.VIOLATED);
        assertThat(fourFifths(rows, n, 0.9, 0.72))
                .isEqualTo(FairnessReport.FourFifths.INCONCLUSIVE);
    }

    private static FairnessReport.FourFifths fourFifths(Table rows, int n, double a, double b) {
        int inA = (int) (n * a);
        int inB = (int) (n * b);
        String decided =
                "1".repeat(inA) + "0".repeat(n - inA) + "1".repeat(inB) + "0".repeat(n - inB);
        return FairnessAudit.run(rows, decisions(decided), STANDARD).fourFifths();
    }

    @Test
    void refusesWithAFixWhenTheSchemaLeavesAQuestionOpen() {
        Table rows = table("01", Map.of("group", "ab"), List.of("a", "b"));
        Table unprotected = table("01", Map.of(), List.of("a"));

        assertCode("FAIRNESS_NO_PROTECTED", unprotected, STANDARD);
        assertCode(
                "FAIRNESS_REFERENCE_UNKNOWN",
                rows,
                new FairnessSettings(Map.of("group", "c"), 30, 1));
        assertCode(
                "FAIRNESS_REFERENCE_UNKNOWN",
                rows,
                new FairnessSettings(Map.of("sex", "male"), 30, 1));
        assertCode(
                "FAIRNESS_NO_FAVOURABLE",
                new Table(
                        new Schema(rows.schema().columns(), ""),
                        Map.of("y", rows.column("y"), "group", rows.column("group"))),
                STANDARD);
    }

    private static void assertCode(String code, Table rows, FairnessSettings settings) {
        assertThatThrownBy(() -> FairnessAudit.run(rows, decisions("01"), settings))
                .isInstanceOfSatisfying(
                        BulwarkException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** A table with label y of classes 0 and 1 (favourable), and a column a letter a row. */
    private static Table table(String labels, Map<String, String> columns, List<String> names) {
        Map<String, ColumnValues> values = new LinkedHashMap<>();
        List<Column> schema = new ArrayList<>();
        ColumnType binary = new ColumnType.Categorical(List.of("0", "1"));
        schema.add(Column.of("y", binary, Column.Role.LABEL));
        values.put("y", codes(labels, List.of("0", "1")));
        new TreeMap<>(columns)
                .forEach((name, letters) -> {
                    schema.add(
                            new Column(
                                    name,
                                    new ColumnType.Categorical(names),
                                    Column.Role.AUDIT,
                                    true,
                                    true,
                                    true,
                                    ""));
                    values.put(name, codes(letters, names));
                });
        return new Table(new Schema(schema, "1"), values);
    }

    private static ColumnValues codes(String letters, List<String> names) {
        return ColumnValues.Categories.of(
                letters.chars().map(c -> names.indexOf(Character.toString(c))).toArray());
    }

    private static Predictions decisions(String labels) {
        int[] codes = labels.chars().map(c -> c - '0').toArray();
        float[] probabilities = new float[2 * codes.length];
        for (int row = 0; row < codes.length; row++) {
            probabilities[2 * row + codes[row]] = 1;
        }
        return Predictions.of(2, probabilities, codes);
    }
}
