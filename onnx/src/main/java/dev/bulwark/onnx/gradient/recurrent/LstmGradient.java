package dev.bulwark.onnx.gradient.recurrent;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Backward through time: one Scan for the memory, one for the gradients, see {@link LstmCell}. */
@AutoService(GradientRule.class)
public final class LstmGradient implements GradientRule {
    private static final int GATES = 4;

    /** Activations of a direction: of the gates, the candidate and the result. */
    private static final int FUNCTIONS = 3;

    private static final List<Activation.Kind> USUAL =
            List.of(Activation.Kind.SIGMOID, Activation.Kind.TANH, Activation.Kind.TANH);

    @Override
    public String operator() {
        return "LSTM";
    }

    @Override
    public void differentiate(Backward b) {
        List<Direction> directions = Direction.of(b, GATES);
        List<Activation> activations = Activations.of(b, USUAL, directions.size());
        Contributions contributions = new Contributions(b);
        for (Direction direction : directions) {
            int from = direction.index() * FUNCTIONS;
            new LstmCell(direction, activations.subList(from, from + FUNCTIONS))
                    .differentiate(contributions);
        }
        contributions.finish();
    }

    @Override
    public List<RuleExample> examples() {
        List<RuleExample> examples = new ArrayList<>(ofStates());
        examples.addAll(ofSettings());
        return examples;
    }

    private static List<RuleExample> ofStates() {
        return List.of(
                new RecurrentExample(GATES, 3, 2, 2, 3).build(3),
                new RecurrentExample(GATES, 4, 3, 2, 2).going("reverse").bias().build(3),
                new RecurrentExample(GATES, 3, 2, 3, 2)
                        .going("bidirectional")
                        .bias()
                        .lengths(3, 1)
                        .states(2)
                        .build(3),
                new RecurrentExample(GATES, 3, 2, 2, 2)
                        .bias()
                        .lengths(2, 3)
                        .states(2)
                        .peepholes()
                        .build(3),
                new RecurrentExample(GATES, 4, 2, 2, 2)
                        .going("reverse")
                        .lengths(2, 4)
                        .states(2)
                        .peepholes()
                        .build(3));
    }

    private static List<RuleExample> ofSettings() {
        return List.of(
                new RecurrentExample(GATES, 3, 2, 2, 2).going("bidirectional").peepholes().build(2),
                new RecurrentExample(GATES, 3, 2, 2, 2)
                        .bias()
                        .build(1)
                        .with("input_forget", Attribute.of(1L)),
                new RecurrentExample(GATES, 3, 2, 2, 2)
                        .peepholes()
                        .lengths(3, 2)
                        .build(3)
                        .with("input_forget", Attribute.of(1L)),
                new RecurrentExample(GATES, 3, 2, 2, 3).clipped().build(3),
                new RecurrentExample(GATES, 3, 2, 2, 2)
                        .activations("HardSigmoid", "Softsign", "Softplus")
                        .build(3),
                new RecurrentExample(GATES, 3, 2, 2, 2)
                        .going("bidirectional")
                        .activations("Sigmoid", "ScaledTanh", "Elu", "Softplus", "Affine", "Tanh")
                        .parameters("activation_alpha", 0.75f, 0.5f, 0.25f)
                        .parameters("activation_beta", 1.5f, 0.125f)
                        .build(3),
                new RecurrentExample(GATES, 1, 1, 1, 1).states(2).build(3));
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        RecurrentExample example = RecurrentExample.random(GATES, random);
        if (random.nextBoolean()) {
            example.states(2);
        }
        if (random.nextBoolean()) {
            example.peepholes();
        }
        return example.build(random.nextInt(1, 4))
                .with("input_forget", Attribute.of((long) random.nextInt(2)));
    }
}
