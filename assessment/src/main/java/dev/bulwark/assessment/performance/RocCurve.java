package dev.bulwark.assessment.performance;

import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Interval;
import dev.bulwark.assessment.statistics.Proportion;
import dev.bulwark.assessment.statistics.StandardNormal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The receiver operating characteristic of a score for one class against the rest, and the area
 * under it: the probability that a row of the class scores above one of the rest, ties counting
 * half (Mann–Whitney). Cost is that of sorting the rows.
 *
 * @see <a href="https://doi.org/10.2307/2531595">DeLong, DeLong and Clarke-Pearson 1988</a>
 * @see <a href="https://doi.org/10.1109/LSP.2014.2337313">Sun and Xu 2014: by midranks</a>
 */
public final class RocCurve {
    private final double[] scores;
    private final boolean[] positive;
    private final int positives;

    /** For a row, the share of rows of the other side that it is ordered rightly against. */
    private final double[] placements;

    private RocCurve(double[] scores, boolean[] positive) {
        this.scores = scores;
        this.positive = positive;
        this.positives = (int) IntStream.range(0, positive.length).filter(i -> positive[i]).count();
        this.placements = positives == 0 || negatives() == 0 ? new double[0] : place();
    }

    /**
     * The curve of a score.
     *
     * @param scores not NaN; higher speaks for the class
     * @param positive whether a row is of the class; same length
     */
    public static RocCurve of(double[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(
                    scores.length + " scores do not fit " + positive.length + " labels");
        }
        for (double score : scores) {
            if (Double.isNaN(score)) {
                throw new IllegalArgumentException("a score is NaN");
            }
        }
        return new RocCurve(scores.clone(), positive.clone());
    }

    private int negatives() {
        return positive.length - positives;
    }

    private double[] place() {
        int[] all = IntStream.range(0, scores.length).toArray();
        double[] among = midranks(all);
        double[] own =
                midranks(
                        IntStream.of(all).filter(i -> positive[i]).toArray(),
                        IntStream.of(all).filter(i -> !positive[i]).toArray());
        double[] placed = new double[scores.length];
        for (int row : all) {
            double below = among[row] - own[row];
            placed[row] = positive[row] ? below / negatives() : 1 - below / positives;
        }
        return placed;
    }

    /** Midranks, from 1, within each of the disjoint sets of rows; indexed by row. */
    private double[] midranks(int[]... sets) {
        double[] ranks = new double[scores.length];
        for (int[] set : sets) {
            int[] order =
                    IntStream.of(set)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> scores[i]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            int from = 0;
            while (from < order.length) {
                int to = from;
                while (to < order.length && scores[order[to]] == scores[order[from]]) {
                    to++;
                }
                for (int i = from; i < to; i++) {
                    ranks[order[i]] = (from + 1 + to) / 2.0;
                }
                from = to;
            }
        }
        return ranks;
    }

    /** The area with DeLong's interval, clipped to [0, 1]; see {@link #macro}. */
    public Estimate area() {
        return macro(List.of(this));
    }

    /**
     * The mean area over several classes, each against the rest, with one interval: DeLong's
     * components of the classes are added row by row before they are squared, so the covariance
     * between classes, which share their rows, is kept. Of one class this is DeLong's interval.
     *
     * <p>Where the scores separate the classes entirely the estimated error is 0, which is too
     * good; the lower bound is then Wilson's for the smaller side, all of it ordered rightly.
     *
     * @param curves over the same rows; those that lack two rows on either side are left out
     * @return undefined if every curve is left out
     */
    public static Estimate macro(List<RocCurve> curves) {
        List<RocCurve> usable =
                curves.stream().filter(c -> Math.min(c.positives, c.negatives()) >= 2).toList();
        int rows = curves.isEmpty() ? 0 : curves.getFirst().scores.length;
        if (usable.isEmpty()) {
            return new Estimate.Undefined("needs two rows of the class and two of the rest", rows);
        }
        double[] influence = new double[rows];
        double area = 0;
        int smallest = Integer.MAX_VALUE;
        for (RocCurve curve : usable) {
            double own = curve.value();
            area += own / usable.size();
            smallest = Math.min(smallest, Math.min(curve.positives, curve.negatives()));
            for (int row = 0; row < rows; row++) {
                int side = curve.positive[row] ? curve.positives : curve.negatives();
                influence[row] +=
                        (curve.placements[row] - own)
                                / Math.sqrt((double) side * (side - 1))
                                / usable.size();
            }
        }
        double variance =
                IntStream.range(0, rows).mapToDouble(i -> influence[i] * influence[i]).sum();
        area = Math.clamp(area, 0, 1);
        return new Estimate.Measured(area, interval(area, variance, smallest), rows);
    }

    private static Interval interval(double area, double variance, int smallest) {
        if (variance == 0) {
            double slack =
                    1 - new Proportion(smallest, smallest).wilson(Interval.CONFIDENCE).lower();
            return new Interval(area - slack, area + slack).clampedTo(0, 1);
        }
        double half = StandardNormal.twoSided(Interval.CONFIDENCE) * Math.sqrt(variance);
        return new Interval(area - half, area + half).clampedTo(0, 1);
    }

    private double value() {
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            sum += positive[row] ? placements[row] : 0;
        }
        return sum / positives;
    }

    /**
     * A point of the curve.
     *
     * @param falsePositiveRate in [0, 1]
     * @param truePositiveRate in [0, 1]
     */
    public record Point(double falsePositiveRate, double truePositiveRate) {}

    /**
     * The curve for drawing, from (0, 0) to (1, 1), one point a distinct score; thinned evenly
     * where there are more.
     *
     * @param most how many points at most, {@code >= 2}
     * @return empty if one side has no rows
     */
    public List<Point> points(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("a curve has at least 2 points, but got " + most);
        }
        if (placements.length == 0) {
            return List.of();
        }
        List<Point> all = new ArrayList<>();
        all.add(new Point(0, 0));
        int[] order =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -scores[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        int truePositives = 0;
        for (int i = 0; i < order.length; i++) {
            truePositives += positive[order[i]] ? 1 : 0;
            if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
                all.add(
                        new Point(
                                (i + 1.0 - truePositives) / negatives(),
                                truePositives / (double) positives));
            }
        }
        return thinned(all, most);
    }

    private static List<Point> thinned(List<Point> all, int most) {
        if (all.size() <= most) {
            return List.copyOf(all);
        }
        return IntStream.range(0, most)
                .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
                .toList();
    }
}
