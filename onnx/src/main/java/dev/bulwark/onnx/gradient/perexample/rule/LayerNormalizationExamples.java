package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The normalised value times the scale, plus the shift, which broadcast from the last axis. */
@AutoService(ExampleRule.class)
public final class LayerNormalizationExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("LayerNormalization");
    }

    @Override
    public void trace(Meeting m) {
        if (m.node().outputs().size() > 1) {
            throw m.unsupported("its statistics are asked for");
        }
        List<Long> sizes = m.sizes(m.input(1));
        List<String> inputs = List.of(m.input(0), m.filled(1, sizes, m.input(1)));
        String normal = m.emit(m.node().opType(), inputs, m.node().attributes());
        List<String> factors = new ArrayList<>(List.of(normal));
        factors.add(m.meets(1) ? m.copies(1) : m.input(1));
        boolean shifted = m.node().input(2).isPresent();
        if (!shifted) {
            m.replace("Mul", factors, Map.of());
            return;
        }
        if (m.meets(2)) {
            m.added(2, 1);
        }
        m.replace("Add", List.of(m.emit("Mul", factors, Map.of()), m.input(2)), Map.of());
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                of(4).parameter(4).parameter(4),
                of(3, 4).parameter(4).parameter(4).with("epsilon", Attribute.of(0.1f)),
                of(3, 4).parameter(3, 4).parameter(3, 4).with("axis", Attribute.of(1L)),
                of(2, 3, 4).parameter(3, 4).with("axis", Attribute.of(-2L)),
                ExampleCase.of("LayerNormalization").examples(1, 2, 3).parameter(3).parameter(3));
    }

    private static ExampleCase of(long... sizes) {
        return ExampleCase.of("LayerNormalization").examples(0, sizes);
    }
}
