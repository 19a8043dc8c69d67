package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Operators that broadcast: each example reads its own copy of the parameter. */
@AutoService(ExampleRule.class)
public final class BroadcastExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("Mul", "Div", "Pow", "Max", "Min", "Mean", "Where", "PRelu");
    }

    @Override
    public void trace(Meeting m) {
        List<String> inputs = new ArrayList<>(m.node().inputs());
        for (int i = 0; i < inputs.size(); i++) {
            if (m.meets(i)) {
                inputs.set(i, m.copies(i));
            }
        }
        m.replaceInputs(inputs);
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                ExampleCase.of("Mul").examples(0, 3).parameter(3),
                ExampleCase.of("Mul").parameter(2, 1).examples(0, 2, 3),
                ExampleCase.of("Mul").parameter(2, 1, 3).examples(1, 2, 3),
                ExampleCase.of("Mul").parameter().examples(0, 3),
                ExampleCase.of("Div").examples(0, 2, 3).parameter(1, 1, 3),
                ExampleCase.of("Div").examples(0, 3).parameter(1),
                ExampleCase.of("Max").examples(0, 3).parameter(3).parameter(3),
                ExampleCase.of("Min").examples(0, 3).parameter(1, 3),
                ExampleCase.of("PRelu").examples(0, 2, 3).parameter(2, 1));
    }
}
