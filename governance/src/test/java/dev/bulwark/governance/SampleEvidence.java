package dev.bulwark.governance;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Evidence of a credit model, of the form that the stages of the path leave. */
public final class SampleEvidence {
    public static final SigningKeys KEYS = SigningKeys.generate();
    public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    public static final Subject MODEL = new Subject("credit", Digest.of(new byte[] {1}));
    public static final Subject DATA = new Subject("german-credit", Digest.of(new byte[] {2}));

    private SampleEvidence() {}

    /** Signs and verifies a statement. */
    public static Evidence signed(SigningKeys keys, Statement statement) {
        return switch (keys.trusted().verify(keys.sign(statement))) {
            case Verification.Valid(Evidence evidence) -> evidence;
            case Verification.Invalid invalid -> throw new AssertionError(invalid);
        };
    }

    /** Everything, signed by {@code keys} at {@code at}; group names as given. */
    public static List<Evidence> all(SigningKeys keys, Instant at, String firstGroup) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(signed(keys, data(at)));
        evidence.add(signed(keys, provenance(at)));
        evidence.add(
                signed(
                        keys,
                        of(Practice.REGULARIZATION.id(), at, fit(), OptionalLong.of(20261101L))));
        evidence.add(signed(keys, of("performance", at, performance(), OptionalLong.empty())));
        evidence.add(
                signed(
                        keys,
                        of(
                                Practice.ADVERSARIAL_TRAINING.id(),
                                at,
                                robustness(),
                                OptionalLong.empty())));
        evidence.add(
                signed(
                        keys,
                        of(
                                Practice.BIAS_AUDIT.id(),
                                at,
                                fairness(firstGroup),
                                OptionalLong.empty())));
        evidence.add(
                signed(
                        keys,
                        of(
                                Practice.SBOM.id(),
                                at,
                                Json.obj("components", 9, "with_hash", 9, "completeness", 0.87),
                                OptionalLong.empty())));
        evidence.add(
                signed(
                        keys,
                        of(
                                Practice.SIGNING.id(),
                                at,
                                Json.obj(
                                        "files",
                                        2,
                                        "algorithm",
                                        "ECDSA P-256",
                                        "post_quantum",
                                        true),
                                OptionalLong.empty())));
        evidence.add(
                signed(
                        keys,
                        of(
                                Practice.INPUT_VALIDATION.id(),
                                at,
                                Json.obj(
                                        "columns",
                                        19,
                                        "numeric",
                                        6,
                                        "categorical",
                                        13,
                                        "images",
                                        0),
                                OptionalLong.empty())));
        return List.copyOf(evidence);
    }

    public static List<Evidence> all() {
        return all(KEYS, NOW.minusSeconds(60), "female");
    }

    public static Statement of(String kind, Instant at, Json.Obj result, OptionalLong seed) {
        return new PracticeEvidence(kind, Outcome.PASSED, at, Json.obj(), result, seed)
                .about(List.of(MODEL));
    }

    private static Statement data(Instant at) {
        Json.Obj result =
                Json.obj(
                        "files",
                        1,
                        "rows",
                        1000,
                        "columns",
                        22,
                        "test_rows_apart",
                        0,
                        "verified",
                        true,
                        "listed",
                        Json.arr(
                                List.of(
                                        Json.obj(
                                                "path",
                                                "data/credit-g.arff",
                                                "size",
                                                162270,
                                                "sha256",
                                                Digest.of(new byte[] {3}).hex()))),
                        "schema",
                        Json.obj(
                                "columns",
                                Json.arr(
                                        List.of(
                                                column("age", false, true),
                                                column("sex", true, true),
                                                column("age_group", true, true))),
                                "favourable",
                                "good"),
                        "croissant",
                        Json.obj(
                                "name", "german-credit",
                                "description", "Credit applicants, classed as good or bad risks.",
                                "license", "CC BY 4.0",
                                "url", "https://archive.ics.uci.edu/dataset/144",
                                "citeAs", "Hofmann, H. (1994). Statlog (German Credit Data)."));
        return PracticeEvidence.of(
                        Practice.DATA_INTEGRITY,
                        Outcome.PASSED,
                        at,
                        Json.obj(),
                        result,
                        OptionalLong.empty())
                .about(List.of(DATA));
    }

    private static Json.Obj column(String name, boolean isProtected, boolean personal) {
        return Json.obj(
                "name",
                name,
                "protected",
                isProtected,
                "personal",
                personal,
                "immutable",
                isProtected);
    }

    private static Statement provenance(Instant at) {
        Json.Obj predicate =
                Json.obj(
                        "buildDefinition",
                        Json.obj("buildType", "https://bulwark.dev/build/train/v1"),
                        "runDetails",
                        Json.obj(
                                "builder", Json.obj("id", "https://bulwark.dev/builder/cli/v1"),
                                "metadata", Json.obj("finishedOn", at.toString())));
        return new Statement(List.of(MODEL), "https://slsa.dev/provenance/v1", predicate);
    }

    private static Json.Obj fit() {
        return Json.obj(
                "generalisation_gap",
                0.041,
                "train_accuracy",
                0.811,
                "validation_accuracy",
                0.770,
                "dropout",
                0.2,
                "weight_decay",
                1.0e-4,
                "epochs",
                38,
                "best_epoch",
                28,
                "early_stopped",
                true,
                "train_loss_by_epoch",
                IntStream.range(0, 38).mapToObj(e -> 0.36 + 0.33 * Math.exp(-e / 9.0)).toList(),
                "validation_loss_by_epoch",
                IntStream.range(0, 38)
                        .mapToObj(e ->
                                0.47
                                        + 0.21 * Math.exp(-e / 7.0)
                                        + 0.00011 * (e - 28) * (e - 28) * (e > 28 ? 1 : 0.2))
                        .toList());
    }

    private static Json.Obj performance() {
        List<Double> rates = IntStream.rangeClosed(0, 40).mapToObj(i -> i / 40.0).toList();
        List<Json> bins = new ArrayList<>();
        for (int b = 0; b < 10; b++) {
            double middle = (b + 0.5) / 10;
            double observed = Math.clamp(middle + 0.06 * Math.sin(b * 1.3), 0, 1);
            long n = b == 0 ? 0 : 6 + 5L * b;
            bins.add(
                    Json.obj(
                            "from",
                            b / 10.0,
                            "to",
                            (b + 1) / 10.0,
                            "mean_stated",
                            middle,
                            "observed",
                            n == 0
                                    ? Json.obj("undefined", "no rows", "n", 0)
                                    : estimate(observed, 0.4 / Math.sqrt((double) n), n)));
        }
        return Json.obj(
                "n",
                200,
                "class_count",
                2,
                "positive_class",
                "good",
                "accuracy",
                0.775,
                "accuracy_lower",
                0.712,
                "accuracy_upper",
                0.827,
                "balanced_accuracy",
                0.706,
                "balanced_accuracy_lower",
                0.638,
                "balanced_accuracy_upper",
                0.771,
                "auc",
                0.801,
                "auc_lower",
                0.733,
                "auc_upper",
                0.862,
                "brier",
                0.157,
                "brier_lower",
                0.132,
                "brier_upper",
                0.183,
                "log_loss",
                0.482,
                "log_loss_lower",
                0.42,
                "log_loss_upper",
                0.55,
                "ece",
                0.047,
                "ece_lower",
                0,
                "ece_upper",
                0.11,
                "majority_share",
                0.7,
                "reliability",
                Json.arr(bins),
                "roc",
                Json.arr(
                        List.of(
                                Json.obj(
                                        "class",
                                        "good",
                                        "area",
                                        estimate(0.801, 0.065, 200),
                                        "false_positive_rate",
                                        rates,
                                        "true_positive_rate",
                                        rates.stream().map(r -> Math.pow(r, 0.25)).toList()))));
    }

    private static Json.Obj robustness() {
        return Json.obj(
                "n",
                200,
                "robust_accuracy",
                0.635,
                "robust_accuracy_lower",
                0.566,
                "robust_accuracy_upper",
                0.699,
                "clean_accuracy",
                0.775,
                "fgsm_accuracy",
                0.66,
                "pgd_accuracy",
                0.635,
                "epsilon",
                0.1,
                "norm",
                "linf",
                "attack",
                "fgsm, pgd",
                "budget_violations",
                0,
                "gradient_masking_suspected",
                false,
                "hardened",
                false,
                "curve",
                Json.arr(
                        IntStream.rangeClosed(0, 8)
                                .mapToObj(i ->
                                        Json.obj(
                                                "epsilon",
                                                i * 0.025,
                                                "accuracy",
                                                estimate(
                                                        0.775 - 0.017 * i * (1 + i * 0.15),
                                                        0.06,
                                                        200)))
                                .toList()));
    }

    private static Json.Obj fairness(String firstGroup) {
        return Json.obj(
                "groups",
                5,
                "smallest_group_n",
                22,
                "four_fifths",
                "inconclusive",
                "min_disparate_impact",
                0.842,
                "min_disparate_impact_lower",
                0.70,
                "min_disparate_impact_upper",
                1.01,
                "max_statistical_parity_difference",
                0.131,
                "max_equal_opportunity_difference",
                0.078,
                "max_false_positive_rate_difference",
                0.16,
                "attributes",
                Json.arr(
                        List.of(
                                Json.obj(
                                        "attribute",
                                        "sex",
                                        "columns",
                                        List.of("sex"),
                                        "groups",
                                        Json.arr(
                                                List.of(
                                                        group(firstGroup, 64, 0.70, true),
                                                        group("male", 136, 0.83, false)))),
                                Json.obj(
                                        "attribute",
                                        "age_group",
                                        "columns",
                                        List.of("age_group"),
                                        "groups",
                                        Json.arr(
                                                List.of(
                                                        group("under 26", 38, 0.68, true),
                                                        group("26 to 59", 140, 0.81, false),
                                                        group("60 and over", 22, 0.77, true)))))));
    }

    private static Json.Obj group(String name, int n, double rate, boolean compared) {
        double half = 0.9 / Math.sqrt(n);
        return Json.obj(
                "group",
                name,
                "n",
                n,
                "small",
                n < 30,
                "rates",
                Json.obj(
                        "selection_rate", estimate(rate, half, n),
                        "true_positive_rate", estimate(rate + 0.09, half, n),
                        "false_positive_rate", estimate(rate - 0.3, half, n)),
                "against_most_favoured",
                compared
                        ? Json.obj("disparate_impact", estimate(rate / 0.83, half, n))
                        : Json.obj());
    }

    private static Json.Obj estimate(double value, double half, long n) {
        return Json.obj(
                "value",
                value,
                "lower",
                Math.max(0, value - half),
                "upper",
                Math.min(1, value + half),
                "n",
                n);
    }
}
