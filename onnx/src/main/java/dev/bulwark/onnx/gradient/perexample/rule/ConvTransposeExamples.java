package dev.bulwark.onnx.gradient.perexample.rule;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.perexample.ExampleCase;
import dev.bulwark.onnx.gradient.perexample.ExampleRule;
import dev.bulwark.onnx.gradient.perexample.Meeting;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The adjoint of a convolution: what was window there is the gradient's here, and the input stands
 * at the places.
 */
@AutoService(ExampleRule.class)
public final class ConvTransposeExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("ConvTranspose");
    }

    @Override
    public void trace(Meeting m) {
        m.keep();
        if (m.meets(1)) {
            weight(m);
        }
        if (m.meets(2)) {
            ConvExamples.bias(m);
        }
    }

    private static void weight(Meeting m) {
        List<Long> sizes = m.sizes(m.input(1));
        long groups = m.node().intAttribute("group", 1);
        Examples.Along along = ConvExamples.mergedInside(m);
        Patches patches =
                new Patches(
                        groups,
                        sizes.getFirst() / groups,
                        TensorValue.elementCount(sizes.subList(1, sizes.size())),
                        m.places(m.input(0)));
        Unfolding unfolding = unfolding(m, sizes.subList(2, sizes.size()));
        String x = m.input(0);
        m.retain(x);
        m.share(1, (pen, gradient) -> patches.share(pen, x, unfolding.of(pen, gradient), along));
    }

    private static Unfolding unfolding(Meeting m, List<Long> kernel) {
        Node node = m.node();
        int axes = kernel.size();
        String mode = node.stringAttribute("auto_pad", "NOTSET");
        if (!mode.equals("NOTSET") || node.intsAttribute("output_shape").isPresent()) {
            throw m.unsupported("its padding follows from a length; write it as pads");
        }
        List<Long> pads = Unfolding.setting(node, "pads", 2 * axes, 0);
        List<Long> extra = Unfolding.setting(node, "output_padding", axes, 0);
        List<Long> behind = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            behind.add(Math.max(0, pads.get(axes + axis) - extra.get(axis)));
        }
        return new Unfolding(
                kernel,
                Unfolding.setting(node, "strides", axes, 1),
                Unfolding.setting(node, "dilations", axes, 1),
                pads.subList(0, axes),
                behind);
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                of(3, 3, 4).parameter(3, 2, 3, 2).parameter(2),
                of(3, 3, 4).parameter(3, 2, 3, 2).with("pads", Attribute.ints(1, 0, 1, 1)),
                of(3, 3, 4)
                        .parameter(3, 2, 3, 3)
                        .with("strides", Attribute.ints(2, 2))
                        .with("pads", Attribute.ints(1, 1, 1, 1))
                        .with("output_padding", Attribute.ints(1, 0)),
                of(3, 3, 4)
                        .parameter(3, 2, 2, 2)
                        .with("strides", Attribute.ints(3, 2))
                        .with("output_padding", Attribute.ints(2, 1)),
                of(3, 3, 4).parameter(3, 2, 2, 2).with("dilations", Attribute.ints(1, 2)),
                of(4, 3, 2).parameter(4, 3, 2, 3).parameter(6).with("group", Attribute.of(2L)),
                of(2, 4).parameter(2, 3, 3).with("strides", Attribute.ints(2)),
                of(2, 2, 3, 2).parameter(2, 2, 2, 2, 2));
    }

    private static ExampleCase of(long... sizes) {
        return ExampleCase.of("ConvTranspose").examples(0, sizes);
    }
}
