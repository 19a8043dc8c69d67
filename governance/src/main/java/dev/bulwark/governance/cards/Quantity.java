package dev.bulwark.governance.cards;

import dev.bulwark.kernel.Practice;
import java.util.List;

/**
 * A fact that a card shows.
 *
 * @param kind the evidence that has it
 * @param fact its name there
 * @param label its name for people
 * @param format how it is written
 * @param meaning one sentence; empty for what needs no explaining
 */
record Quantity(String kind, String fact, String label, Format format, String meaning) {
    private static final String ROBUSTNESS = Practice.ADVERSARIAL_TRAINING.id();
    private static final String FAIRNESS = Practice.BIAS_AUDIT.id();
    private static final String FIT = Practice.REGULARIZATION.id();

    static final List<Quantity> PERFORMANCE =
            List.of(
                    ratio(
                            Sources.PERFORMANCE,
                            "auc",
                            "AUC",
                            "Chance that a random row of the positive class is ranked above a"
                                    + " random other row."),
                    ratio(
                            Sources.PERFORMANCE,
                            "accuracy",
                            "Accuracy",
                            "Share of test rows given their own class."),
                    ratio(
                            Sources.PERFORMANCE,
                            "balanced_accuracy",
                            "Balanced accuracy",
                            "Mean over the classes of the share found."),
                    ratio(
                            Sources.PERFORMANCE,
                            "majority_share",
                            "Share of the largest class",
                            "Accuracy of always giving the most frequent class: the floor."),
                    ratio(
                            Sources.PERFORMANCE,
                            "brier",
                            "Brier score",
                            "Mean squared error of the probabilities; 0 is perfect."),
                    ratio(
                            Sources.PERFORMANCE,
                            "log_loss",
                            "Log loss",
                            "Mean cross-entropy of the probabilities, in nats; 0 is perfect."),
                    ratio(
                            Sources.PERFORMANCE,
                            "ece",
                            "Expected calibration error",
                            "Mean distance between stated and observed frequency."));

    static final List<Quantity> ROBUST =
            List.of(
                    ratio(
                            ROBUSTNESS,
                            "robust_accuracy",
                            "Robust accuracy",
                            "Share of attacked rows still right under the worst of all attacks."),
                    ratio(
                            ROBUSTNESS,
                            "clean_accuracy",
                            "Accuracy on the same rows, unattacked",
                            ""),
                    ratio(ROBUSTNESS, "fgsm_accuracy", "Accuracy under FGSM", ""),
                    ratio(ROBUSTNESS, "pgd_accuracy", "Accuracy under PGD", ""),
                    new Quantity(
                            ROBUSTNESS,
                            "epsilon",
                            "Perturbation radius",
                            Format.SETTING,
                            "How far an attacker may move each input: numbers in standard"
                                    + " deviations of the training rows, pictures in parts of"
                                    + " full scale."),
                    new Quantity(ROBUSTNESS, "norm", "Norm", Format.SETTING, ""),
                    new Quantity(ROBUSTNESS, "attack", "Attacks", Format.SETTING, ""),
                    count(ROBUSTNESS, "n", "Rows attacked"),
                    new Quantity(
                            ROBUSTNESS,
                            "gradient_masking_suspected",
                            "Gradient masking suspected",
                            Format.SETTING,
                            "Whether gradients seem to mislead the attacks, so that the robust"
                                    + " accuracy says too much."),
                    count(ROBUSTNESS, "budget_violations", "Adversarial rows outside the budget"),
                    new Quantity(
                            ROBUSTNESS, "hardened", "Trained adversarially", Format.SETTING, ""));

    static final List<Quantity> FAIR =
            List.of(
                    ratio(
                            FAIRNESS,
                            "min_disparate_impact",
                            "Smallest disparate impact",
                            "Smallest ratio of a group's selection rate to that of the most"
                                    + " favoured group; the four-fifths screen asks for 0.8."),
                    ratio(
                            FAIRNESS,
                            "min_intersectional_disparate_impact",
                            "Smallest disparate impact over crossed groups",
                            ""),
                    ratio(
                            FAIRNESS,
                            "max_statistical_parity_difference",
                            "Largest difference of selection rates",
                            ""),
                    ratio(
                            FAIRNESS,
                            "max_equal_opportunity_difference",
                            "Largest difference of true positive rates",
                            "Between groups, of those who deserve the favourable outcome."),
                    ratio(
                            FAIRNESS,
                            "max_false_positive_rate_difference",
                            "Largest difference of false positive rates",
                            ""),
                    new Quantity(FAIRNESS, "four_fifths", "Four-fifths screen", Format.SETTING, ""),
                    count(FAIRNESS, "groups", "Groups compared"),
                    count(FAIRNESS, "smallest_group_n", "Rows in the smallest group"));

    static final List<Quantity> GENERALISATION =
            List.of(
                    ratio(
                            FIT,
                            "generalisation_gap",
                            "Generalisation gap",
                            "Training accuracy less validation accuracy."),
                    ratio(FIT, "train_accuracy", "Training accuracy", ""),
                    ratio(FIT, "validation_accuracy", "Validation accuracy", ""));

    static final List<Quantity> TRAINING =
            List.of(
                    count(FIT, "epochs", "Epochs"),
                    count(FIT, "best_epoch", "Epoch kept"),
                    new Quantity(FIT, "early_stopped", "Stopped early", Format.SETTING, ""),
                    new Quantity(FIT, "dropout", "Dropout", Format.SETTING, ""),
                    new Quantity(FIT, "weight_decay", "Weight decay", Format.SETTING, ""));

    /** What a reader looks for first. */
    static final List<Quantity> HEADLINE =
            java.util.stream.Stream.of(PERFORMANCE, ROBUST, FAIR, GENERALISATION)
                    .flatMap(List::stream)
                    .filter(quantity ->
                            java.util.Set.of(
                                            "auc",
                                            "accuracy",
                                            "robust_accuracy",
                                            "min_disparate_impact",
                                            "generalisation_gap",
                                            "ece")
                                    .contains(quantity.fact()))
                    .toList();

    static Quantity ratio(String kind, String fact, String label, String meaning) {
        return new Quantity(kind, fact, label, Format.RATIO, meaning);
    }

    static Quantity count(String kind, String fact, String label) {
        return new Quantity(kind, fact, label, Format.COUNT, "");
    }
}
