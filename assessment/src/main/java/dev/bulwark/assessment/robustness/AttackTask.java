package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import dev.bulwark.assessment.scoring.ServedModel;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A batch of rows under attack: what an attack may know of the model, and where it hands in points.
 * Points are flat arrays of shape {@code [rows, width]} in the model's raw units. Every answer it
 * takes is counted, by row.
 */
public final class AttackTask {
    private final Attack attack;
    private final AttackEffort effort;
    private final PerturbationRegion region;
    private final Table rows;
    private final Map<String, Tensor> feeds;
    private final int[] truth;
    private final ServedModel model;
    private final Function<AttackLoss, InputGradients> gradients;
    private final RandomGenerator random;
    private final Findings findings;
    private final int[] places;

    /**
     * A task of its own.
     *
     * @param rows answered rightly by the model
     * @param gradients opened when first asked for
     */
    AttackTask(
            Attack attack,
            AttackEffort effort,
            PerturbationRegion region,
            Table rows,
            ServedModel model,
            Function<AttackLoss, InputGradients> gradients,
            long seed) {
        this(
                attack,
                effort,
                region,
                rows,
                model,
                gradients,
                new SplittableRandom(seed),
                new Findings(rows.rows()),
                IntStream.range(0, rows.rows()).toArray());
    }

    private AttackTask(
            Attack attack,
            AttackEffort effort,
            PerturbationRegion region,
            Table rows,
            ServedModel model,
            Function<AttackLoss, InputGradients> gradients,
            RandomGenerator random,
            Findings findings,
            int[] places) {
        this.attack = attack;
        this.effort = effort;
        this.region = region;
        this.rows = rows;
        this.feeds = RowFeeds.of(rows, 0, rows.rows());
        this.truth = rows.labels();
        this.model = model;
        this.gradients = gradients;
        this.random = random;
        this.findings = findings;
        this.places = places;
    }

    /** The rows for which nothing was found yet, as a task that hands in to the same place. */
    public AttackTask remaining() {
        return select(row -> !isBroken(row));
    }

    /** Some of the rows, as a task that hands in to the same place. */
    public AttackTask select(IntPredicate wanted) {
        int[] chosen = IntStream.range(0, rows()).filter(wanted).toArray();
        return new AttackTask(
                attack,
                effort,
                region.select(chosen),
                rows.select(Rows.of(chosen)),
                model,
                gradients,
                random,
                findings,
                Arrays.stream(chosen).map(row -> places[row]).toArray());
    }

    /** Rows of the batch. */
    public int rows() {
        return truth.length;
    }

    /** Number of classes. */
    public int classes() {
        return model.classes();
    }

    /** The true class of a row, which the model gives to the clean row. */
    public int truth(int row) {
        return truth[row];
    }

    /** Where points may lie. */
    public PerturbationRegion region() {
        return region;
    }

    /** Steps that an iterated attack takes. */
    public int steps() {
        return effort.steps();
    }

    /** Starts that a randomised attack makes. */
    public int restarts() {
        return effort.restarts();
    }

    /** Answers a row may be asked for by an attack without gradients. */
    public int queries() {
        return effort.queries();
    }

    /** Answers asked for a row so far, by this attack. */
    public int asked(int row) {
        return findings.queries(places[row]);
    }

    /** Whether every row may be asked for another answer. */
    public boolean mayAsk() {
        return IntStream.range(0, rows()).allMatch(row -> asked(row) < effort.queries());
    }

    /** The only source of randomness an attack may use. */
    public RandomGenerator random() {
        return random;
    }

    /**
     * The gradient of a loss that looks at the true class, and the logits, at points.
     *
     * @throws IllegalStateException if the attack did not declare {@link AttackNeed#GRADIENTS}
     */
    public Slope slope(AttackLoss loss, float[] points) {
        return slope(loss, truth, points);
    }

    /**
     * The gradient of a loss, and the logits, at points; the mean of several where the effort says
     * so.
     *
     * @param targets for each row the class to reach; unused by losses that look at the truth alone
     * @throws IllegalStateException if the attack did not declare {@link AttackNeed#GRADIENTS}
     * @throws CancellationException if the thread was interrupted
     */
    public Slope slope(AttackLoss loss, int[] targets, float[] points) {
        require(AttackNeed.GRADIENTS);
        Arrays.stream(places).forEach(findings::differentiated);
        InputGradients of = gradients.apply(loss);
        Slope first = of.at(feeds, truth, targets, points);
        if (effort.samples() == 1) {
            return first;
        }
        double[] gradient = new double[points.length];
        double[] logits = new double[rows() * classes()];
        first.addTo(gradient, logits);
        for (int i = 1; i < effort.samples(); i++) {
            of.at(feeds, truth, targets, points).addTo(gradient, logits);
        }
        return Slope.mean(gradient, logits, effort.samples());
    }

    /**
     * The served logits at points, shape {@code [rows, classes]}, flat.
     *
     * @throws IllegalStateException if the attack did not declare {@link AttackNeed#SCORES}
     * @throws CancellationException if the thread was interrupted
     */
    public float[] logits(float[] points) {
        require(AttackNeed.SCORES);
        Arrays.stream(places).forEach(findings::scored);
        return model.logits(feeds(points), rows());
    }

    /**
     * The served labels at points, which need not be within the budget: nothing is handed in.
     *
     * @throws CancellationException if the thread was interrupted
     */
    public int[] labels(float[] points) {
        require(AttackNeed.LABELS);
        Arrays.stream(places).forEach(findings::scored);
        return model.labels(feeds(points), rows());
    }

    private void require(AttackNeed need) {
        if (!attack.needs().contains(need)) {
            throw new IllegalStateException(
                    "attack '%s' uses %s but does not declare it".formatted(attack.id(), need));
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("attack '" + attack.id() + "' was cancelled");
        }
    }

    /**
     * Hands in one point a row. Each is checked against the threat model and given to the served
     * model, which decides whether it is adversarial; the first that is counts.
     *
     * @param points as {@link PerturbationRegion#stored} gives them
     * @throws dev.bulwark.kernel.BulwarkException {@code ATTACK_BUDGET_VIOLATED} if one breaks the
     *     threat model: the run fails
     */
    public void offer(float[] points) {
        region.requireKept(points, attack.id());
        findings.offered(rows());
        int[] labels = labels(points);
        int width = region.width();
        for (int row = 0; row < rows(); row++) {
            if (!isBroken(row) && labels[row] != truth[row]) {
                findings.broke(
                        places[row],
                        labels[row],
                        region.distance(points, row),
                        Arrays.copyOfRange(points, row * width, (row + 1) * width));
            }
        }
    }

    /** As {@link #offer}, of those points that keep the threat model; for the others clean ones. */
    public void offerKept(float[] points) {
        float[] kept = region.clean();
        int width = region.width();
        for (int row = 0; row < rows(); row++) {
            if (region.isKept(points, row)) {
                System.arraycopy(points, row * width, kept, row * width, width);
            }
        }
        offer(kept);
    }

    private Map<String, Tensor> feeds(float[] points) {
        Map<String, Tensor> moved = new HashMap<>(feeds);
        moved.putAll(region.feeds(points));
        return moved;
    }

    /** Whether an adversarial point was found for a row. */
    public boolean isBroken(int row) {
        return findings.isBroken(places[row]);
    }

    /** Whether one was found for every row. */
    public boolean allBroken() {
        return IntStream.range(0, rows()).allMatch(this::isBroken);
    }

    /** What was found. */
    Findings findings() {
        return findings;
    }
}
