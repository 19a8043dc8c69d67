package dev.bulwark.onnx.gradient.sampling;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Blocks added up to a picture: each gets the part of the gradient that lies under it. A
 * convolution cuts them out, whose kernels have a single 1, one for each element of a block.
 *
 * <p>Refuses dilated blocks unless the picture has two sides: there the engine does not follow the
 * standard.
 */
@AutoService(GradientRule.class)
public final class Col2ImGradient implements GradientRule {
    @Override
    public String operator() {
        return "Col2Im";
    }

    @Override
    public void differentiate(Backward b) {
        List<Long> dilations = b.node().intsAttribute("dilations").orElse(List.of());
        if (dilations.size() != 2 && dilations.stream().anyMatch(dilation -> dilation > 1)) {
            throw b.unsupported(
                    "the engine places dilated blocks rightly in pictures of two sides alone");
        }
        String x = b.input(0);
        String block = b.input(2);
        String elements =
                b.emit("ReduceProd", List.of(block), Map.of("keepdims", Attribute.of(1L)));
        String square = b.joined(List.of(elements, elements));
        String zeros = b.emit("Expand", b.scalar(0, x), square);
        String kernels =
                b.emit(
                        "Reshape",
                        b.emit("EyeLike", zeros),
                        b.joined(List.of(b.ints(-1, 1), block)));
        // Every channel is a picture of its own.
        String pictures =
                b.emit("Reshape", b.upstream(), b.joined(List.of(b.ints(-1, 1), b.input(1))));
        String blocks = b.emit("Conv", List.of(pictures, kernels), b.node().attributes());
        b.add(0, b.emit("Reshape", blocks, b.shapeOf(x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                columns(new long[] {2, 12, 6}, new long[] {3, 4}, new long[] {2, 2}),
                columns(new long[] {1, 6, 4}, new long[] {5, 4}, new long[] {2, 3})
                        .with("dilations", Attribute.ints(3, 1)),
                columns(new long[] {1, 4, 6}, new long[] {4, 6}, new long[] {2, 2})
                        .with("strides", Attribute.ints(2, 2)),
                columns(new long[] {2, 4, 9}, new long[] {3, 4}, new long[] {2, 2})
                        .with("pads", Attribute.ints(1, 0, 0, 0)),
                columns(new long[] {1, 4, 3}, new long[] {5}, new long[] {2})
                        .with("strides", Attribute.ints(2))
                        .with("pads", Attribute.ints(0, 1)));
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        int sides = random.nextInt(1, 3);
        long[] image = new long[sides];
        long[] block = new long[sides];
        long[] strides = new long[sides];
        long[] dilations = new long[sides];
        long[] pads = new long[2 * sides];
        long elements = 1;
        long places = 1;
        for (int i = 0; i < sides; i++) {
            long count = random.nextInt(2, 5);
            block[i] = random.nextInt(1, 4);
            strides[i] = random.nextInt(1, 3);
            dilations[i] = sides == 2 ? random.nextInt(1, 3) : 1;
            pads[i] = random.nextInt(2);
            long span = (count - 1) * strides[i] + dilations[i] * (block[i] - 1) + 1;
            image[i] = span - pads[i];
            elements *= block[i];
            places *= count;
        }
        long[] shape = {random.nextInt(1, 3), random.nextInt(1, 3) * elements, places};
        return columns(shape, image, block)
                .with("strides", Attribute.ints(strides))
                .with("dilations", Attribute.ints(dilations))
                .with("pads", Attribute.ints(pads));
    }

    private static RuleExample columns(long[] shape, long[] image, long[] block) {
        return RuleExample.over(
                RuleExample.random(-2, 2, shape),
                RuleExample.constant(TensorValue.vector(image)),
                RuleExample.constant(TensorValue.vector(block)));
    }
}
