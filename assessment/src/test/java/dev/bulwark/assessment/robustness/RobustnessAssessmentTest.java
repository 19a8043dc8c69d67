package dev.bulwark.assessment.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.assessment.TestModels;
import dev.bulwark.assessment.robustness.threat.PerturbationBudget;
import dev.bulwark.assessment.robustness.threat.PerturbationSpace;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RobustnessAssessmentTest {
    private static final Instant NOON = Instant.parse("2026-03-11T12:00:00Z");
    private static final PerturbationSpace SPACE =
            PerturbationSpace.of(TestModels.MIXED, TestModels.MIXED_PREPARATION);

    private static RobustnessSettings settings(String... attacks) {
        return new RobustnessSettings(
                PerturbationBudget.linf(0.5),
                List.of(),
                List.of(attacks),
                AttackEffort.of(5, 1),
                1000,
                1);
    }

    private static RobustnessReport run(RobustnessSettings settings, Attack... attacks) {
        Table rows = TestModels.rows(TestModels.MIXED, 100, 3);
        return (RobustnessReport)
                RobustnessAssessment.run(
                        TestModels.mixed(12),
                        rows,
                        SPACE,
                        settings,
                        List.of(attacks),
                        Progress.silent());
    }

    /** An attack that does as it is told. */
    private record Scripted(Set<AttackNeed> needs, Consumer<AttackTask> script) implements Attack {
        @Override
        public String id() {
            return "scripted";
        }

        @Override
        public String description() {
            return "Does as it is told.";
        }

        @Override
        public void run(AttackTask task) {
            script.accept(task);
        }
    }

    @Test
    void anAttackThatExceedsItsBudgetEndsTheRun() {
        Attack cheat =
                new Scripted(
                        Set.of(AttackNeed.LABELS),
                        task -> {
                            float[] points = task.region().clean();
                            points[0] = Math.nextUp(task.region().high(0));
                            task.offer(points);
                        });

        assertThatThrownBy(() -> run(settings("scripted"), cheat))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("ATTACK_BUDGET_VIOLATED"));
    }

    @Test
    void anAttackGetsNoMoreThanItDeclares() {
        Attack curious =
                new Scripted(Set.of(AttackNeed.LABELS), task -> task.logits(task.region().clean()));

        assertThatThrownBy(() -> run(settings("scripted"), curious))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not declare");
    }

    @Test
    void theServedModelDecidesNotTheAttack() {
        // Offers the clean rows and nothing else: nothing may count as broken.
        Attack boaster =
                new Scripted(Set.of(AttackNeed.LABELS), task -> task.offer(task.region().clean()));

        RobustnessReport report = run(settings("scripted"), boaster);

        assertThat(report.robustAccuracy()).isEqualTo(report.cleanAccuracy());
        assertThat(report.offered()).isEqualTo(report.cleanAccuracy().successes());
    }

    @Test
    void refusesAnAttackThatNeedsGradientsBeforeTheRun() {
        List<String> shown = new ArrayList<>();
        Progress watching =
                new Progress() {
                    @Override
                    public void start(String activity, long totalSteps) {
                        shown.add(activity);
                    }

                    @Override
                    public void step(long done, String note) {
                        shown.add(note);
                    }

                    @Override
                    public void finish(String note) {
                        shown.add(note);
                    }
                };
        Table rows = TestModels.rows(TestModels.PLANE, 20, 3);

        assertThatThrownBy(() ->
                        RobustnessAssessment.run(
                                stepwise(),
                                rows,
                                TestModels.PLANE_PREPARATION,
                                settings("noise", "pgd"),
                                watching))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("ATTACK_NEEDS_UNMET");
                            assertThat(e.what()).contains("pgd").doesNotContain("noise");
                        });
        assertThat(shown).isEmpty();
    }

    @Test
    void attacksAModelWithoutGradientsByLabelsAlone() {
        Table rows = TestModels.rows(TestModels.PLANE, 200, 3);

        RobustnessResult result =
                RobustnessAssessment.run(
                        stepwise(),
                        rows,
                        TestModels.PLANE_PREPARATION,
                        settings("noise"),
                        Progress.silent());

        RobustnessReport report = (RobustnessReport) result;
        assertThat(report.robustAccuracy().successes())
                .isLessThan(report.cleanAccuracy().successes());
    }

    /** A model on the plane that rounds its input down: it has no useful derivative. */
    private static ModelArtifact stepwise() {
        GraphBuilder graph = GraphBuilder.named("stepwise");
        graph.input("a", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 1)));
        graph.input("b", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 1)));
        String floor = graph.node("Floor", graph.node("Add", "a", "b"));
        String negative = graph.node("Neg", floor);
        graph.named("logits", "Concat", List.of(negative, floor), Map.of("axis", Attribute.of(1L)));
        graph.named(
                "probabilities", "Softmax", List.of("logits"), Map.of("axis", Attribute.of(-1L)));
        String best =
                graph.node(
                        "ArgMax",
                        List.of("logits"),
                        Map.of("axis", Attribute.of(-1L), "keepdims", Attribute.of(0L)));
        graph.initializer("classes", TensorValue.of(List.of("no", "yes"), 2));
        graph.named("label", "Gather", List.of("classes", best), Map.of());
        graph.output("logits", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        graph.output(
                "probabilities", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        graph.output("label", ValueType.tensor(ElementType.STRING, Shape.batched("batch")));
        return new ModelArtifact(
                "stepwise", OnnxWriter.write(Model.of(graph.build())), TestModels.PLANE);
    }

    @Test
    void doesNotApplyWhereNothingMayMove() {
        Schema schema =
                new Schema(
                        List.of(
                                Column.of(
                                        "purpose",
                                        new ColumnType.Categorical(List.of("car", "house")),
                                        Column.Role.FEATURE),
                                TestModels.LABEL),
                        "yes");

        RobustnessResult result =
                RobustnessAssessment.run(
                        new ModelArtifact("m", TestModels.mixed(1).onnx(), schema),
                        TestModels.rows(schema, 5, 1),
                        PerturbationSpace.of(schema, Map.of()),
                        settings("pgd"),
                        Progress.silent());

        assertThat(result.evidence(NOON).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void writesFactsCurveAndRows() {
        RobustnessReport report =
                (RobustnessReport)
                        RobustnessAssessment.run(
                                TestModels.mixed(12),
                                TestModels.rows(TestModels.MIXED, 150, 3),
                                TestModels.MIXED_PREPARATION,
                                RobustnessSettings.standard(0.4, 11),
                                Progress.silent());
        PracticeEvidence evidence = report.evidence(NOON);
        Json.Obj result = evidence.result();

        assertThat(evidence.predicateType())
                .isEqualTo("https://bulwark.dev/evidence/adversarial-training/v1");
        assertThat(evidence.seed()).hasValue(11);
        assertThat(result.number("robust_accuracy"))
                .isLessThanOrEqualTo(result.number("pgd_accuracy"))
                .isLessThanOrEqualTo(result.number("fgsm_accuracy"))
                .isLessThanOrEqualTo(result.number("clean_accuracy"));
        assertThat(result.integer("budget_violations")).isZero();
        assertThat(result.bool("hardened")).isFalse();
        assertThat(result.objects("curve")).hasSize(6);
        assertThat(result.object("rows").array("adversarial")).hasSize(150);
        assertThat(result.object("rows").array("truth")).hasSize(150);
        assertThat(evidence.settings().object("space").objects("movable")).hasSize(2);
        assertThat(evidence.settings().object("space").objects("frozen")).hasSize(2);
    }

    @Test
    void samplesRowsFromTheSeedAndSaysWhich() {
        RobustnessSettings few =
                new RobustnessSettings(
                        PerturbationBudget.linf(0.1),
                        List.of(),
                        List.of("fgsm"),
                        AttackEffort.of(1, 1),
                        20,
                        5);

        List<Integer> first =
                run(few, new FastGradientSign()).rows().stream().map(RowOutcome::row).toList();

        assertThat(first).hasSize(20).isSorted().doesNotHaveDuplicates();
        assertThat(run(few, new FastGradientSign()).rows())
                .extracting(RowOutcome::row)
                .isEqualTo(first);
    }

    @Test
    void refusesUnknownAttacksAndSettingsOutOfRange() {
        assertThatThrownBy(() -> Attack.byId("magic"))
                .isInstanceOfSatisfying(
                        BulwarkException.class, e -> assertThat(e.fix()).contains("fgsm", "pgd"));
        assertThatIllegalArgumentException().isThrownBy(() -> PerturbationBudget.linf(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> PerturbationBudget.linf(-0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> settings());
        assertThatIllegalArgumentException().isThrownBy(() -> settings("pgd", "pgd"));
    }
}
