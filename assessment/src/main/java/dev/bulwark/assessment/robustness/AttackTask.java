package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.scoring.ServedModel;
import dev.bulwark.onnx.run.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A batch of rows under attack: what an attack may know of the model, and where it hands in points.
 * Points are flat arrays of shape {@code [rows, width]} in the model's raw units.
 */
public final class AttackTask {
    private static final int NONE = -1;

    private final Attack attack;
    private final RobustnessSettings settings;
    private final PerturbationRegion region;
    private final Map<String, Tensor> frozen;
    private final int[] truth;
    private final ServedModel model;
    private final Function<AttackLoss, InputGradients> gradients;
    private final RandomGenerator random;
    private final int[] found;
    private final double[] distances;
    private long offered;

    AttackTask(
            Attack attack,
            RobustnessSettings settings,
            PerturbationRegion region,
            Map<String, Tensor> frozen,
            int[] truth,
            ServedModel model,
            Function<AttackLoss, InputGradients> gradients,
            long seed) {
        this.attack = attack;
        this.settings = settings;
        this.region = region;
        this.frozen = Map.copyOf(frozen);
        this.truth = truth.clone();
        this.model = model;
        this.gradients = gradients;
        this.random = new SplittableRandom(seed);
        this.found = new int[truth.length];
        this.distances = new double[truth.length];
        Arrays.fill(found, NONE);
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
        return settings.steps();
    }

    /** Starts that a randomised attack makes. */
    public int restarts() {
        return settings.restarts();
    }

    /** The only source of randomness an attack may use. */
    public RandomGenerator random() {
        return random;
    }

    /**
     * The gradient of a loss, and the logits, at points.
     *
     * @throws IllegalStateException if the attack did not declare {@link AttackNeed#GRADIENTS}
     */
    public Slope slope(AttackLoss loss, float[] points) {
        require(AttackNeed.GRADIENTS);
        return gradients.apply(loss).at(frozen, truth, points);
    }

    /**
     * The served logits at points, shape {@code [rows, classes]}, flat.
     *
     * @throws IllegalStateException if the attack did not declare {@link AttackNeed#SCORES}
     */
    public float[] logits(float[] points) {
        require(AttackNeed.SCORES);
        return model.logits(feeds(points), rows());
    }

    private void require(AttackNeed need) {
        if (!attack.needs().contains(need)) {
            throw new IllegalStateException(
                    "attack '%s' uses %s but does not declare it".formatted(attack.id(), need));
        }
    }

    /**
     * Hands in one point a row. Each is checked against the budget and given to the served model,
     * which decides whether it is adversarial; the first that is counts.
     *
     * @param points as {@link PerturbationRegion#stored} gives them
     * @throws dev.bulwark.kernel.BulwarkException {@code ATTACK_BUDGET_VIOLATED} if one is out of
     *     budget: the run fails
     */
    public void offer(float[] points) {
        region.requireKept(points, attack.id());
        offered += rows();
        int[] labels = model.labels(feeds(points), rows());
        for (int row = 0; row < rows(); row++) {
            if (found[row] == NONE && labels[row] != truth[row]) {
                found[row] = labels[row];
                distances[row] = region.distance(points, row);
            }
        }
    }

    private Map<String, Tensor> feeds(float[] points) {
        Map<String, Tensor> feeds = new HashMap<>(frozen);
        feeds.putAll(region.feeds(points));
        return feeds;
    }

    /** Whether an adversarial point was found for a row. */
    public boolean isBroken(int row) {
        return found[row] != NONE;
    }

    /** Whether one was found for every row. */
    public boolean allBroken() {
        return Arrays.stream(found).allMatch(label -> label != NONE);
    }

    /** The label of the adversarial point found for a row; only if {@link #isBroken}. */
    int label(int row) {
        return found[row];
    }

    /** Its distance from the clean point, in units. */
    double distance(int row) {
        return distances[row];
    }

    /** Points handed in so far, all checked. */
    long offered() {
        return offered;
    }
}
