package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The gradient is the sum over the copies: with each axis split into copies and elements, over the
 * axes of the copies.
 */
@AutoService(GradientRule.class)
public final class TileGradient implements GradientRule {
    @Override
    public String operator() {
        return "Tile";
    }

    @Override
    public void differentiate(Backward b) {
        String repeats = b.input(1);
        String shape = b.shapeOf(b.input(0));
        String axis = b.ints(1);
        String pairs =
                b.emit(
                        "Concat",
                        List.of(
                                b.emit("Unsqueeze", repeats, axis),
                                b.emit("Unsqueeze", shape, axis)),
                        Map.of("axis", Attribute.of(1L)));
        String split = b.emit("Reshape", b.upstream(), b.emit("Reshape", pairs, b.ints(-1)));
        int rank = b.requireRank(b.input(0));
        long[] copies = LongStream.range(0, rank).map(i -> 2 * i).toArray();
        b.add(
                0,
                b.emit(
                        "ReduceSum",
                        List.of(split, b.ints(copies)),
                        Map.of("keepdims", Attribute.of(0L))));
    }

    @Override
    public List<RuleExample> examples() {

        return List.of(tile(2, 3), tile(1, 4), tile(3, 1));
    }

    private static RuleExample tile(long... repeats) {
        return RuleExample.of(new long[] {2, 3})
                .and(RuleExample.constant(TensorValue.vector(repeats)));
    }
}
