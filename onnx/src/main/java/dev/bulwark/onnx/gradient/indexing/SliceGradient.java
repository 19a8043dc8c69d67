package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The gradient is padded with zeros to where it was cut from; where steps leave elements out or
 * turn the order round, each element is put back by its index.
 */
@AutoService(GradientRule.class)
public final class SliceGradient implements GradientRule {
    @Override
    public String operator() {
        return "Slice";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, isContiguous(b) ? padded(b) : scattered(b));
    }

    @Override
    public List<RuleExample> examples() {

        return List.of(
                slice(vector(1, 0), vector(3, 2)),
                slice(vector(-2), vector(Long.MAX_VALUE)).and(vector(1)),
                slice(vector(1, -9), vector(-1, 9)).and(vector(0, -1)).and(vector(1, 1)),
                slice(vector(0), vector(4)).and(vector(0)).and(vector(2)),
                slice(vector(-1, 4), vector(Long.MIN_VALUE, 0))
                        .and(vector(0, 1))
                        .and(vector(-1, -2)),
                slice(vector(7), vector(-9)).and(vector(-1)).and(vector(-3)),
                slice(ints(1), ints(3)).and(ints(0)));
    }

    private static RuleExample slice(RuleExample.Operand starts, RuleExample.Operand ends) {
        return RuleExample.of(new long[] {4, 5}).and(starts).and(ends);
    }

    private static RuleExample.Operand vector(long... values) {
        return RuleExample.constant(TensorValue.vector(values));
    }

    private static RuleExample.Operand ints(int value) {
        byte[] little = {(byte) value, 0, 0, 0};
        return RuleExample.constant(
                TensorValue.ofRaw(ElementType.INT32, List.of(1L), Bytes.of(little)));
    }

    /** Whether every step is 1. */
    private static boolean isContiguous(Backward b) {
        if (b.node().input(4).isEmpty()) {
            return true;
        }
        Optional<TensorValue> steps = b.constantValue(b.input(4));
        return steps.isPresent()
                && steps.get().elementType() == ElementType.INT64
                && Arrays.stream(steps.get().longs()).allMatch(step -> step == 1);
    }

    private static String padded(Backward b) {
        String starts = wide(b, b.input(1));
        String axes = axes(b);
        String lengths = b.lengthsOf(b.input(0), axes);
        String zero = b.ints(0);
        String negative = b.emit("Less", starts, zero);
        String counted = b.emit("Where", negative, b.emit("Add", starts, lengths), starts);
        String before = b.emit("Min", b.emit("Max", counted, zero), lengths);
        String rest = b.emit("Sub", lengths, before);
        String after = b.emit("Sub", rest, b.lengthsOf(b.output(), axes));
        String pads = b.joined(List.of(before, after));
        return b.emit("Pad", b.upstream(), pads, b.scalar(0, b.input(0)), axes);
    }

    private static String axes(Backward b) {
        if (b.node().input(3).isPresent()) {
            return wide(b, b.input(3));
        }
        Optional<TensorValue> starts = b.constantValue(b.input(1));
        if (starts.isPresent()) {
            return b.ints(LongStream.range(0, starts.get().elements()).toArray());
        }
        String count = b.emit("Size", b.input(1));
        String zero = b.constant(TensorValue.of(new long[] {0}));
        return b.emit("Range", zero, count, b.constant(TensorValue.of(new long[] {1})));
    }

    private static String wide(Backward b, String integers) {
        return b.elementType(integers) == ElementType.INT64
                ? integers
                : b.emit(
                        "Cast",
                        List.of(integers),
                        Map.of("to", Attribute.of((long) ElementType.INT64.code())));
    }

    private static String scattered(Backward b) {
        List<String> operands = new ArrayList<>(b.node().inputs());
        operands.set(0, Positions.of(b, b.input(0)));
        String positions = b.emit("Slice", operands, Map.of());
        return Positions.scatter(b, b.input(0), positions, b.upstream());
    }
}
