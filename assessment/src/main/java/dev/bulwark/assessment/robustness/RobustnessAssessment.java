package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import dev.bulwark.assessment.robustness.threat.PerturbationSpace;
import dev.bulwark.assessment.scoring.ServedModel;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Attacks a served model within a budget and counts what remains right: pointwise the worst case
 * over all attacks, restarts and smaller budgets, the clean row included.
 *
 * <p>Budgets are taken from small to large, and a row that fell to a smaller one has fallen for the
 * larger: accuracy never rises with the budget. At the budget of the verdict every attack is run on
 * every row by itself, so that each one's own figure is known.
 */
public final class RobustnessAssessment implements AutoCloseable {
    /** Rows attacked at once. */
    private static final int BATCH = 256;

    /** Odd, so that multiples of it are distinct seeds (the golden ratio of SplitMix). */
    private static final long SEED_STRIDE = 0x9E3779B97F4A7C15L;

    private final RobustnessSettings settings;
    private final PerturbationSpace space;
    private final Table rows;
    private final Rows numbers;
    private final ServedModel model;
    private final Progress progress;
    private final List<Attack> attacks;
    private final Map<AttackLoss, InputGradients> gradients = new EnumMap<>(AttackLoss.class);
    private final int[] truth;
    private final int[] clean;
    private final List<Optional<RowOutcome.Fall>> falls = new ArrayList<>();
    private final Map<String, Integer> robustAgainst = new LinkedHashMap<>();
    private final boolean[] fellToGradients;
    private final boolean[] fellToOthers;
    private final List<RobustnessReport.CurvePoint> curve = new ArrayList<>();
    private long offered;
    private long batches;
    private long done;

    private RobustnessAssessment(
            RobustnessSettings settings,
            PerturbationSpace space,
            Table rows,
            Rows numbers,
            ServedModel model,
            List<Attack> attacks,
            Progress progress) {
        this.settings = settings;
        this.space = space;
        this.rows = rows;
        this.numbers = numbers;
        this.model = model;
        this.attacks = attacks;
        this.progress = progress;
        this.truth = rows.labels();
        this.clean = model.predict(rows, Progress.silent()).labels();
        this.fellToGradients = new boolean[truth.length];
        this.fellToOthers = new boolean[truth.length];
        for (int row = 0; row < truth.length; row++) {
            falls.add(Optional.empty());
        }
    }

    /**
     * Assesses a model on rows it was not fitted to; one unit of a numeric column is the deviation
     * that the preparation divides it by.
     *
     * @param testRows at least one, with labels
     */
    public static RobustnessResult run(
            ModelArtifact model,
            Table testRows,
            Preparation preparation,
            RobustnessSettings settings,
            Progress progress) {
        return run(
                model,
                testRows,
                PerturbationSpace.of(model.schema(), preparation),
                settings,
                progress);
    }

    /**
     * Assesses a model within an explicit space. Cost: rows × budgets × attacks; iterated ones take
     * {@code steps × restarts} gradients each.
     *
     * @throws BulwarkException {@code ATTACK_UNKNOWN}; {@code ATTACK_NEEDS_UNMET} if an attack
     *     needs gradients and the model has none; {@code ATTACK_BUDGET_VIOLATED} if an attack
     *     cheats
     */
    public static RobustnessResult run(
            ModelArtifact model,
            Table testRows,
            PerturbationSpace space,
            RobustnessSettings settings,
            Progress progress) {
        List<Attack> attacks = settings.attacks().stream().map(Attack::byId).toList();
        return run(model, testRows, space, settings, attacks, progress);
    }

    static RobustnessResult run(
            ModelArtifact model,
            Table testRows,
            PerturbationSpace space,
            RobustnessSettings settings,
            List<Attack> attacks,
            Progress progress) {
        if (testRows.rows() == 0) {
            throw new IllegalArgumentException("there are no rows to assess");
        }
        if (space.width() == 0) {
            return new RobustnessResult.NotApplicable(
                    "every feature is categorical or immutable: there is nothing to move");
        }
        requireNeeds(model, space, attacks);
        Rows numbers = sample(testRows.rows(), settings);
        try (ServedModel served = ServedModel.open(model);
                RobustnessAssessment assessment =
                        new RobustnessAssessment(
                                settings,
                                space,
                                testRows.select(numbers),
                                numbers,
                                served,
                                attacks,
                                progress)) {
            return assessment.assess();
        }
    }

    private static void requireNeeds(
            ModelArtifact model, PerturbationSpace space, List<Attack> attacks) {
        List<String> needy =
                attacks.stream()
                        .filter(attack -> attack.needs().contains(AttackNeed.GRADIENTS))
                        .map(Attack::id)
                        .toList();
        if (needy.isEmpty()) {
            return;
        }
        Optional<BulwarkException> obstacle = InputGradients.obstacle(model.onnx(), space);
        if (obstacle.isPresent()) {
            throw new BulwarkException(
                    "ATTACK_NEEDS_UNMET",
                    "attacks %s need gradients, which model '%s' (%s) does not have: %s"
                            .formatted(
                                    needy,
                                    model.name(),
                                    model.digest().abbreviated(),
                                    obstacle.get().what()),
                    "choose attacks that need labels only, such as noise, or export the model with"
                            + " differentiable operators",
                    obstacle.get());
        }
    }

    /** Which rows are attacked: all, or a sample from the seed, in their own order. */
    private static Rows sample(int available, RobustnessSettings settings) {
        int wanted = Math.min(available, settings.mostRows());
        int[] order = IntStream.range(0, available).toArray();
        SplittableRandom random = new SplittableRandom(settings.seed());
        for (int i = 0; i < wanted && wanted < available; i++) {
            int other = i + random.nextInt(available - i);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return Rows.of(Arrays.stream(order, 0, wanted).sorted().toArray());
    }

    private RobustnessReport assess() {
        TreeSet<Double> budgets = new TreeSet<>(settings.curve());
        budgets.add(settings.budget().epsilon());
        progress.start("attack", (long) budgets.size() * attacks.size() * rows.rows());
        List<Optional<RowOutcome.Fall>> verdict = List.of();
        for (double epsilon : budgets) {
            boolean main = epsilon == settings.budget().epsilon();
            for (Attack attack : attacks) {
                attack(attack, epsilon, main);
                done += rows.rows();
                progress.step(done, "%s at %s".formatted(attack.id(), epsilon));
            }
            curve.add(new RobustnessReport.CurvePoint(epsilon, robust(), rows.rows()));
            if (main) {
                verdict = List.copyOf(falls);
            }
        }
        RobustnessReport report = report(verdict, flatRows());
        progress.finish(
                "robust accuracy %.3f of %.3f"
                        .formatted(
                                report.robustAccuracy().value(), report.cleanAccuracy().value()));
        return report;
    }

    private int robust() {
        return (int)
                IntStream.range(0, truth.length)
                        .filter(row -> clean[row] == truth[row] && falls.get(row).isEmpty())
                        .count();
    }

    private void attack(Attack attack, double epsilon, boolean main) {
        int[] targets =
                IntStream.range(0, truth.length)
                        .filter(row -> clean[row] == truth[row])
                        .filter(row -> main || falls.get(row).isEmpty())
                        .toArray();
        int fallen = 0;
        for (int from = 0; from < targets.length; from += BATCH) {
            int[] batch = Arrays.copyOfRange(targets, from, Math.min(targets.length, from + BATCH));
            AttackTask task = task(attack, epsilon, batch);
            attack.run(task);
            offered += task.findings().offered();
            fallen += collect(task, attack, batch, main);
            progress.step(done + from + batch.length, attack.id());
        }
        if (main) {
            robustAgainst.put(attack.id(), targets.length - fallen);
        }
    }

    /** Takes over what an attack found; returns how many rows fell to it. */
    private int collect(AttackTask task, Attack attack, int[] batch, boolean main) {
        int fallen = 0;
        for (int i = 0; i < batch.length; i++) {
            if (!task.isBroken(i)) {
                continue;
            }
            fallen++;
            if (falls.get(batch[i]).isEmpty()) {
                falls.set(
                        batch[i],
                        Optional.of(
                                new RowOutcome.Fall(
                                        task.findings().label(i),
                                        task.findings().distance(i),
                                        attack.id())));
            }
            if (main && attack.needs().contains(AttackNeed.GRADIENTS)) {
                fellToGradients[batch[i]] = true;
            } else if (main) {
                fellToOthers[batch[i]] = true;
            }
        }
        return fallen;
    }

    private AttackTask task(Attack attack, double epsilon, int[] batch) {
        Table part = rows.select(Rows.of(batch));
        return new AttackTask(
                attack,
                settings.effort(),
                PerturbationRegion.of(space, settings.budget().withEpsilon(epsilon), part),
                part,
                model,
                this::gradients,
                settings.seed() + SEED_STRIDE * ++batches);
    }

    private InputGradients gradients(AttackLoss loss) {
        return gradients.computeIfAbsent(
                loss, l -> InputGradients.open(model.artifact().onnx(), space, l));
    }

    /**
     * Rows answered rightly at which cross-entropy has no slope at all; 0 if none was asked for.
     */
    private int flatRows() {
        if (!gradients.containsKey(AttackLoss.CROSS_ENTROPY)) {
            return 0;
        }
        int flat = 0;
        for (int from = 0; from < rows.rows(); from += BATCH) {
            Table part = rows.select(Rows.range(from, Math.min(rows.rows(), from + BATCH)));
            Map<String, Tensor> feeds = RowFeeds.of(part, 0, part.rows());
            Slope slope =
                    gradients(AttackLoss.CROSS_ENTROPY)
                            .at(feeds, part.labels(), part.labels(), space.points(part));
            for (int row = 0; row < part.rows(); row++) {
                boolean right = clean[from + row] == truth[from + row];
                flat += right && slope.isFlat(row, space.width()) ? 1 : 0;
            }
        }
        return flat;
    }

    private RobustnessReport report(List<Optional<RowOutcome.Fall>> verdict, int flat) {
        List<RowOutcome> outcomes = new ArrayList<>();
        for (int row = 0; row < truth.length; row++) {
            outcomes.add(new RowOutcome(numbers.at(row), truth[row], clean[row], verdict.get(row)));
        }
        boolean compared = !gradients.isEmpty();
        int missed =
                (int)
                        IntStream.range(0, truth.length)
                                .filter(row -> compared && fellToOthers[row])
                                .filter(row -> !fellToGradients[row])
                                .count();
        return new RobustnessReport(
                settings, space, outcomes, robustAgainst, curve, offered, flat, missed);
    }

    /** Frees the native memory of the gradient graphs. */
    @Override
    public void close() {
        gradients.values().forEach(InputGradients::close);
    }
}
