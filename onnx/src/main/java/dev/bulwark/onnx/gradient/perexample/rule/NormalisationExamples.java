package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Normalisations of each example by itself, whose scale and shift are one number a channel: they
 * become a product and a sum behind a normalisation that has neither.
 */
@AutoService(ExampleRule.class)
public final class NormalisationExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("BatchNormalization", "InstanceNormalization", "GroupNormalization");
    }

    @Override
    public void trace(Meeting m) {
        if (m.node().outputs().size() > 1) {
            throw m.unsupported("its running statistics are asked for");
        }
        if (m.meets(3) || m.meets(4)) {
            throw m.unsupported("its running statistics are no parameters");
        }
        List<Long> sizes = m.sizes(m.input(1));
        boolean grouped = m.node().opType().equals("GroupNormalization");
        if (grouped && !m.channels(m.input(0)).equals(OptionalLong.of(sizes.getFirst()))) {
            // Until operator set 20 GroupNormalization had one scale a group.
            throw m.unsupported("its scale is not known to be one number a channel");
        }
        List<String> inputs = new ArrayList<>(m.node().inputs());
        inputs.set(1, filled(m, 1, sizes));
        inputs.set(2, filled(m, 0, sizes));
        String normal = m.emit(m.node().opType(), inputs, m.node().attributes());
        int rank = m.rank(m.output());
        List<Long> shape = new ArrayList<>(sizes);
        shape.addAll(Collections.nCopies(rank - 2, 1L));
        String scale = m.spread(m.input(1), shape);
        String shift = m.spread(m.input(2), shape);
        String scaled =
                m.emit("Mul", normal, m.meets(1) ? m.copies(scale, m.input(1), shape) : scale);
        if (m.meets(2)) {
            m.added(m.input(2), shape, 1);
        }
        m.replace("Add", List.of(scaled, shift), Map.of());
    }

    private static String filled(Meeting m, double value, List<Long> sizes) {
        return m.filled(value, sizes, m.input(1));
    }

    @Override
    public List<ExampleCase> cases() {
        TensorValue mean = TensorValue.of(new double[] {0.1, -0.2, 0.3}, 3);
        TensorValue variance = TensorValue.of(new double[] {0.5, 1, 2}, 3);
        return List.of(
                of("BatchNormalization", 3).constant(mean).constant(variance),
                of("BatchNormalization", 3, 2, 2).constant(mean).constant(variance),
                of("InstanceNormalization", 3, 4),
                of("InstanceNormalization", 3, 2, 3).with("epsilon", Attribute.of(0.1f)),
                ExampleCase.of("GroupNormalization")
                        .examples(0, 4, 3, 2)
                        .parameter(4)
                        .parameter(4)
                        .with("num_groups", Attribute.of(2L))
                        .with("stash_type", Attribute.of((long) ElementType.DOUBLE.code()))
                        .inOpset(21));
    }

    private static ExampleCase of(String operator, long... sizes) {
        return ExampleCase.of(operator).examples(0, sizes).parameter(3).parameter(3);
    }
}
