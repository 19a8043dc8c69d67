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
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Convolutions: at every place the gradient times the window (Bu et al. 2022, section 3.2). */
@AutoService(ExampleRule.class)
public final class ConvExamples implements ExampleRule {
    @Override
    public Set<String> operators() {
        return Set.of("Conv");
    }

    @Override
    public void trace(Meeting m) {
        m.keep();
        if (m.meets(1)) {
            weight(m);
        }
        if (m.meets(2)) {
            bias(m);
        }
    }

    /** The bias is one number a channel. */
    static void bias(Meeting m) {
        List<Long> sizes = new ArrayList<>(m.sizes(m.input(2)));
        sizes.addAll(Collections.nCopies(m.rank(m.output()) - 2, 1L));
        m.added(m.input(2), sizes, 1);
    }

    private static void weight(Meeting m) {
        List<Long> sizes = m.sizes(m.input(1));
        long groups = m.node().intAttribute("group", 1);
        Examples.Along along = mergedInside(m);
        Patches patches =
                new Patches(
                        groups,
                        sizes.getFirst() / groups,
                        TensorValue.elementCount(sizes.subList(1, sizes.size())),
                        m.places(m.output()));
        Unfolding unfolding = unfolding(m, sizes.subList(2, sizes.size()));
        String x = m.input(0);
        m.retain(x);
        m.share(1, (pen, gradient) -> patches.share(pen, gradient, unfolding.of(pen, x), along));
    }

    /** Where the examples lie; pictures may be merged into them, but not they into pictures. */
    static Examples.Along mergedInside(Meeting m) {
        Examples.Along along = m.along(m.output());
        if (along.before() != 1) {
            throw m.unsupported("its batch is not ordered by examples first");
        }
        return along;
    }

    private static Unfolding unfolding(Meeting m, List<Long> kernel) {
        Node node = m.node();
        int axes = kernel.size();
        List<Long> strides = Unfolding.setting(node, "strides", axes, 1);
        List<Long> dilations = Unfolding.setting(node, "dilations", axes, 1);
        String mode = node.stringAttribute("auto_pad", "NOTSET");
        if (mode.equals("NOTSET") || mode.equals("VALID")) {
            List<Long> pads =
                    mode.equals("VALID")
                            ? Collections.nCopies(2 * axes, 0L)
                            : Unfolding.setting(node, "pads", 2 * axes, 0);
            return new Unfolding(
                    kernel,
                    strides,
                    dilations,
                    pads.subList(0, axes),
                    pads.subList(axes, 2 * axes));
        }
        List<Long> before = new ArrayList<>();
        List<Long> behind = new ArrayList<>();
        List<Long> lengths = m.lengthsBehindChannel(m.input(0));
        for (int axis = 0; axis < axes; axis++) {
            long stride = strides.get(axis);
            long places = (lengths.get(axis) + stride - 1) / stride;
            long span =
                    (places - 1) * stride + Unfolding.reach(kernel.get(axis), dilations.get(axis));
            long total = Math.max(0, span - lengths.get(axis));
            long first = mode.equals("SAME_LOWER") ? (total + 1) / 2 : total / 2;
            before.add(first);
            behind.add(total - first);
        }
        return new Unfolding(kernel, strides, dilations, before, behind);
    }

    @Override
    public List<ExampleCase> cases() {
        return List.of(
                of(2, 5, 6).parameter(3, 2, 3, 2).parameter(3),
                of(2, 5, 6).parameter(3, 2, 3, 2).with("pads", Attribute.ints(1, 0, 2, 1)),
                of(2, 5, 6)
                        .parameter(3, 2, 2, 2)
                        .with("strides", Attribute.ints(2, 3))
                        .with("dilations", Attribute.ints(2, 1))
                        .with("pads", Attribute.ints(0, 1, 1, 0)),
                of(4, 5, 5).parameter(6, 2, 3, 3).parameter(6).with("group", Attribute.of(2L)),
                of(3, 4, 4).parameter(3, 1, 3, 3).with("group", Attribute.of(3L)),
                of(4, 2, 2).parameter(12, 4, 2, 2),
                of(4, 2, 2).parameter(24, 2, 2, 2).with("group", Attribute.of(2L)),
                of(3, 3, 3).parameter(4, 3, 1, 1),
                of(3, 3, 3).parameter(4, 3, 1, 1).with("strides", Attribute.ints(2, 2)),
                of(2, 5, 4).parameter(3, 2, 2, 3).with("auto_pad", Attribute.of("SAME_UPPER")),
                of(2, 5, 4)
                        .parameter(3, 2, 2, 3)
                        .with("auto_pad", Attribute.of("SAME_LOWER"))
                        .with("strides", Attribute.ints(2, 2)),
                of(2, 4, 4).parameter(3, 2, 2, 2).with("auto_pad", Attribute.of("VALID")),
                of(2, 7).parameter(3, 2, 3).parameter(3).with("pads", Attribute.ints(1, 1)),
                of(2, 3, 4, 3).parameter(2, 2, 2, 2, 2).with("strides", Attribute.ints(1, 2, 1)));
    }

    private static ExampleCase of(long... sizes) {
        return ExampleCase.of("Conv").examples(0, sizes);
    }
}
