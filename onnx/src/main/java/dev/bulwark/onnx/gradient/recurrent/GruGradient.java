package dev.bulwark.onnx.gradient.recurrent;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.random.RandomGenerator;

/** Backward through time by one Scan, see {@link GruCell}. */
@AutoService(GradientRule.class)
public final class GruGradient implements GradientRule {
    private static final int GATES = 3;

    /** Activations of a direction: of the gates and the candidate. */
    private static final int FUNCTIONS = 2;

    private static final List<Activation.Kind> USUAL =
            List.of(Activation.Kind.SIGMOID, Activation.Kind.TANH);

    @Override
    public String operator() {
        return "GRU";
    }

    @Override
    public void differentiate(Backward b) {
        List<Direction> directions = Direction.of(b, GATES);
        List<Activation> activations = Activations.of(b, USUAL, directions.size());
        Contributions contributions = new Contributions(b);
        for (Direction direction : directions) {
            int from = direction.index() * FUNCTIONS;
            new GruCell(direction, activations.subList(from, from + FUNCTIONS))
                    .differentiate(contributions);
        }
        contributions.finish();
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                example(3, 2, 2, 3, 0).build(2).with("linear_before_reset", Attribute.of(0L)),
                example(3, 2, 2, 3, 1).bias().build(2),
                example(4, 3, 2, 2, 0).going("reverse").bias().states(1).build(2),
                example(4, 3, 2, 2, 1).going("reverse").bias().states(1).build(1),
                example(3, 2, 3, 2, 0)
                        .going("bidirectional")
                        .bias()
                        .lengths(3, 1)
                        .states(1)
                        .build(2),
                example(3, 2, 3, 2, 1)
                        .going("bidirectional")
                        .bias()
                        .lengths(1, 3)
                        .states(1)
                        .build(2),
                example(3, 2, 2, 3, 0).clipped().build(2),
                example(3, 2, 2, 3, 1).clipped().build(2),
                example(3, 2, 2, 2, 1).activations("Softsign", "Elu").build(2),
                example(1, 1, 1, 1, 1).build(2));
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        RecurrentExample example = RecurrentExample.random(GATES, random);
        if (random.nextBoolean()) {
            example.states(1);
        }
        return example.build(random.nextInt(1, 3))
                .with("linear_before_reset", Attribute.of((long) random.nextInt(2)));
    }

    private static RecurrentExample example(
            long time, long batch, long width, long hidden, long linearBeforeReset) {
        return new RecurrentExample(GATES, time, batch, width, hidden)
                .setting("linear_before_reset", Attribute.of(linearBeforeReset));
    }
}
