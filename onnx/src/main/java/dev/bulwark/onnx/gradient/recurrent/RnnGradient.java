package dev.bulwark.onnx.gradient.recurrent;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** h = f(W x + R h₋ + b), backward through time by one Scan (Elman 1990). */
@AutoService(GradientRule.class)
public final class RnnGradient implements GradientRule {
    private static final List<Activation.Kind> USUAL = List.of(Activation.Kind.TANH);

    @Override
    public String operator() {
        return "RNN";
    }

    @Override
    public void differentiate(Backward b) {
        List<Direction> directions = Direction.of(b, 1);
        List<Activation> activations = Activations.ofRnn(b, USUAL, directions.size());
        Contributions contributions = new Contributions(b);
        for (Direction direction : directions) {
            Activation f = activations.get(direction.index());
            differentiate(direction, new Clipped(f, Clipped.limit(b)), contributions);
        }
        contributions.finish();
    }

    private static void differentiate(Direction direction, Clipped f, Contributions to) {
        Backward b = direction.graph();
        String initial = direction.initial(Direction.INITIAL_H);
        String before = direction.resultsBefore(initial, direction.steps());
        String z = direction.preactivations(before);
        String slope = f.gate(b::emit, b, z).slope();
        // The slope of an affine activation is one number.
        String whole = b.emit("Expand", slope, b.emit("Shape", z));
        Step step = new Step(b);
        String last = step.state(direction.upstreamOfLast(1));
        String factor = step.at(direction.masked(whole));
        String dh = Recurrence.arriving(step, direction, last);
        String gate = step.emit("Mul", dh, factor);
        String product = step.emit("MatMul", gate, direction.part(Direction.R));
        String previous = Recurrence.passing(step, direction, product, dh);
        List<String> results = step.scan(List.of(previous), List.of(gate), !direction.backwards());
        String gates = results.get(1);
        if (to.wants(Direction.X)) {
            to.add(Direction.X, b.emit("MatMul", gates, direction.part(Direction.W)));
        }
        if (to.wants(Direction.W)) {
            to.add(Direction.W, direction.outer(gates, b.input(Direction.X)));
        }
        if (to.wants(Direction.R)) {
            to.add(Direction.R, direction.outer(gates, before));
        }
        if (to.wants(Direction.B)) {
            String sum = direction.sum(gates);
            to.add(Direction.B, direction.joined(0, List.of(sum, sum)));
        }
        if (to.wants(Direction.INITIAL_H)) {
            to.add(Direction.INITIAL_H, results.get(0));
        }
    }

    @Override
    public List<RuleExample> examples() {
        List<RuleExample> examples = new ArrayList<>();
        examples.add(new RecurrentExample(1, 3, 2, 3, 2).build(2));
        examples.add(
                new RecurrentExample(1, 4, 2, 2, 2).going("reverse").bias().states(1).build(2));
        examples.add(
                new RecurrentExample(1, 3, 2, 2, 2)
                        .going("bidirectional")
                        .activations("Sigmoid", "Softsign")
                        .bias()
                        .lengths(3, 1)
                        .states(1)
                        .build(2));
        examples.add(new RecurrentExample(1, 3, 2, 2, 4).clipped().build(1));
        for (String name : List.of("Relu", "Softplus")) {
            examples.add(new RecurrentExample(1, 2, 1, 2, 2).activations(name).build(2));
        }
        for (String name : List.of("Affine", "ScaledTanh", "Elu", "LeakyRelu", "ThresholdedRelu")) {
            examples.add(
                    new RecurrentExample(1, 2, 2, 2, 3)
                            .activations(name)
                            .parameters("activation_alpha", 0.5f)
                            .parameters("activation_beta", 0.25f)
                            .build(2));
        }
        examples.add(
                new RecurrentExample(1, 2, 1, 2, 2)
                        .going("bidirectional")
                        .activations("HardSigmoid", "Affine")
                        .parameters("activation_alpha", 0.25f, 0.5f)
                        .parameters("activation_beta", 0.5f, 0.125f)
                        .build(2));
        return examples;
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        RecurrentExample example = RecurrentExample.random(1, random);
        if (random.nextBoolean()) {
            example.states(1);
        }
        return example.build(random.nextInt(1, 3));
    }
}
