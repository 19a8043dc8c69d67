package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is added takes the gradient of the sum, each example's summed to the parameter's shape. */
@AutoService(ExampleRule.class)
public final class SumExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("Add", "Sub", "Sum", "Expand");
    }

    @Override
    public void trace(Meeting m) {
        List<String> inputs = new ArrayList<>(m.node().inputs());
        for (int i = 0; i < inputs.size(); i++) {
            if (m.meets(i) && m.isComputed(i) && !m.node().opType().equals("Expand")) {
                inputs.set(i, m.copies(i));
            } else if (m.meets(i)) {
                m.added(i, m.node().opType().equals("Sub") && i == 1 ? -1 : 1);
            }
        }
        m.replaceInputs(inputs);
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                ExampleCase.of("Add").examples(0, 3).parameter(3),
                ExampleCase.of("Add").parameter(1, 1).examples(0, 2),
                ExampleCase.of("Add").examples(1, 2, 3).parameter(2, 1, 3),
                ExampleCase.of("Sub").examples(0, 2, 3).parameter(2, 1),
                ExampleCase.of("Sub").parameter().examples(0, 2, 3),
                ExampleCase.of("Sum").examples(0, 3).parameter(3).parameter());
    }
}
