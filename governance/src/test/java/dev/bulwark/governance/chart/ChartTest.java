package dev.bulwark.governance.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {
    private static LineChart chart(List<Series> series) {
        return new LineChart(
                "c",
                "Title",
                "What is to be seen",
                Axis.share("x"),
                Axis.share("y"),
                series,
                Optional.empty());
    }

    private static Series line(String name) {
        return new Series(name, List.of(Point.of(0, 0), Point.of(0.5, 0.25), Point.of(1, 1)));
    }

    @Test
    void ticksAreRound() {
        assertThat(Axis.share("x").ticks().stream().map(Axis::show))
                .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(Axis.around("x", List.of(0.0, 0.2)).ticks().stream().map(Axis::show))
                .containsExactly("0", "0.05", "0.1", "0.15", "0.2");
        assertThat(Axis.around("x", List.of(1.0, 38.0)).ticks().stream().map(Axis::show))
                .containsExactly("0", "10", "20", "30", "40");
        assertThat(Axis.around("x", List.of(-3.0, 7.0)).ticks().stream().map(Axis::show))
                .containsExactly("-5", "0", "5", "10");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-12, 1e-3, 1, 1e6, 1e15, -5})
    void everyAxisHasFewTicks(double most) {
        assertThat(Axis.around("x", List.of(most)).ticks()).hasSizeBetween(2, 8);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "NaN, 1", "0, NaN", "0, Infinity"})
    void anAxisGoesUpward(double from, double to) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Axis("x", from, to));
    }

    @Test
    void cornersLieWhereTheyBelong() {
        String svg = chart(List.of(line("a"))).svg().toString();

        // Left 58, right margin 14 of 460; top 8 + one key of 20, bottom margin 46 of 340.
        assertThat(svg).contains("points=\"58.00,294.00 252.00,227.50 446.00,28.00\"");
    }

    @Test
    void valuesOutsideTheAxisStayInThePicture() {
        String svg =
                chart(List.of(new Series("a", List.of(Point.of(-9, -9), Point.of(9, 9)))))
                        .svg()
                        .toString();

        assertThat(svg).contains("points=\"58.00,294.00 446.00,28.00\"");
    }

    @Test
    void everyPictureHasATitleAndADescription() {
        assertThat(chart(List.of(line("a"))).svg().toString())
                .contains("role=\"img\"", "aria-labelledby=\"c-t c-d\"")
                .contains("<title id=\"c-t\">Title</title>")
                .contains("<desc id=\"c-d\">What is to be seen</desc>");
    }

    @Test
    void moreLinesThanStylesAllLookAlikeInsteadOfPretendingToDiffer() {
        String svg = chart(Collections.nCopies(10, line("one of ten"))).svg().toString();

        assertThat(svg).contains("each of 10 lines").doesNotContain("ln s2", "one of ten");
        assertThat(Pattern.compile("<polyline").matcher(svg).results().count()).isEqualTo(10);
    }

    @Test
    void hostileNamesStayText() {
        String hostile = "</text></svg><script>alert(1)</script>";
        IntervalChart groups =
                new IntervalChart(
                        "g",
                        hostile,
                        hostile,
                        Axis.share(hostile),
                        List.of(new IntervalChart.Row(hostile, 0.5, Optional.empty(), hostile)));

        assertThat(chart(List.of(line(hostile))).svg().toString()).doesNotContain("<script");
        assertThat(groups.svg().toString()).doesNotContain("<script").containsOnlyOnce("</svg>");
    }

    @Test
    void aLongLabelIsShortenedBetweenCharactersNotInsideOne() {
        IntervalChart groups =
                new IntervalChart(
                        "g",
                        "t",
                        "d",
                        Axis.share("x"),
                        List.of(
                                new IntervalChart.Row(
                                        "\uD83D\uDE00".repeat(40), 0.5, Optional.empty(), "")));

        assertThat(groups.svg().toString()).contains("\uD83D\uDE00…").doesNotContain("\uFFFD");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Point.of(Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Point.Interval(1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Point.Interval(0, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> new Series("a", List.of()));
    }
}
