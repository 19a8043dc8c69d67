package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One node over constants, computed here where the result is the engine's to the bit. */
final class Folding {
    /** Elements of a folded constant: shapes and masks, not a tensor blown up from a few bytes. */
    static final long MOST_ELEMENTS = 1 << 20;

    private final Node node;
    private final List<TensorValue> inputs;
    private final Arrangement arrangement;

    private Folding(Node node, List<TensorValue> inputs) {
        this.node = node;
        this.inputs = inputs;
        this.arrangement = new Arrangement(node, inputs);
    }

    /**
     * The node's one output, if it can be computed here.
     *
     * @param inputs no string among them
     */
    static Optional<TensorValue> of(Node node, List<TensorValue> inputs) {
        boolean small =
                inputs.stream()
                        .allMatch(value ->
                                value.elementType() != ElementType.STRING
                                        && value.elements() <= MOST_ELEMENTS);
        if (!small || inputs.stream().mapToLong(TensorValue::elements).sum() > MOST_ELEMENTS) {
            return Optional.empty();
        }
        try {
            return new Folding(node, inputs).result();
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            // Settings that contradict the operands: the engine refuses the node when it runs.
            return Optional.empty();
        }
    }

    private Optional<TensorValue> result() {
        return switch (node.opType()) {
            case "Neg", "Abs", "Not" -> elementwise(1);
            case "Add", "Sub", "Mul", "Div", "Mod", "Max", "Min", "And", "Or", "Xor" ->
                    elementwise(2);
            case "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual" -> elementwise(2);
            // Of reals, the engine adds the two sides, which loses the sign of a negative zero.
            case "Where" ->
                    inputs.size() == 3 && !Elements.isReal(inputs.get(1).elementType())
                            ? elementwise(3)
                            : Optional.empty();
            case "Identity" -> Optional.of(inputs.getFirst());
            case "Shape" -> shape();
            case "Size" -> Optional.of(TensorValue.of(new long[] {inputs.getFirst().elements()}));
            case "Cast" -> cast();
            case "ConstantOfShape" -> filled();
            case "Expand" -> expanded();
            case "Range" -> range();
            case "ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin" -> Reduction.of(node, inputs);
            case "Transpose" -> arrangement.transposed();
            case "Reshape" -> arrangement.reshaped();
            case "Squeeze" -> arrangement.squeezed();
            case "Unsqueeze" -> arrangement.unsqueezed();
            case "Concat" -> arrangement.concatenated();
            case "Gather" -> arrangement.gathered(MOST_ELEMENTS);
            case "Slice" -> inputs.size() > 2 ? arrangement.sliced() : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<TensorValue> elementwise(int operands) {
        return inputs.size() == operands
                ? Strides.common(inputs.stream().map(TensorValue::dimensions).toList())
                        .filter(sizes -> elements(sizes) <= MOST_ELEMENTS)
                        .flatMap(sizes -> Arithmetic.of(node, inputs, sizes))
                : Optional.empty();
    }

    /** As many as the sizes make; too many for an array count as the most there are. */
    static long elements(List<Long> sizes) {
        try {
            return TensorValue.elementCount(sizes);
        } catch (IllegalArgumentException e) {
            return Long.MAX_VALUE;
        }
    }

    private Optional<TensorValue> shape() {
        List<Long> sizes = inputs.getFirst().dimensions();
        int rank = sizes.size();
        long start = node.intAttribute("start", 0);
        long end = node.intAttribute("end", rank);
        int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
        int to = Math.clamp(end < 0 ? end + rank : end, 0, rank);
        return Optional.of(
                TensorValue.vector(
                        sizes.subList(from, Math.max(from, to)).stream()
                                .mapToLong(Long::longValue)
                                .toArray()));
    }

    private Optional<TensorValue> cast() {
        TensorValue from = inputs.getFirst();
        Optional<ElementType> to = ElementType.ofCode((int) node.intAttribute("to", 0));
        if (to.isEmpty() || to.get() == from.elementType()) {
            return to.map(type -> from);
        }
        ElementType type = to.get();
        List<Long> sizes = from.dimensions();
        if (Elements.isReal(from.elementType()) && Elements.isReal(type)) {
            return Elements.real(type, sizes, Elements.doubles(from));
        }
        if (!Elements.isWhole(from.elementType())) {
            // To whole numbers: what is out of range is the processor's choice.
            return Optional.empty();
        }
        long[] values = Elements.longs(from);
        if (type == ElementType.BOOL) {
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] == 0 ? 0 : 1;
            }
        }
        if (Elements.isWhole(type)) {
            return Elements.whole(type, sizes, values);
        }
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = type == ElementType.FLOAT ? (float) values[i] : values[i];
        }
        return Elements.isReal(type) ? Elements.real(type, sizes, doubles) : Optional.empty();
    }

    private static List<Long> lengths(TensorValue value) {
        List<Long> sizes = new ArrayList<>();
        for (long size : Elements.longs(value)) {
            sizes.add(size);
        }
        return sizes;
    }

    private Optional<TensorValue> filled() {
        List<Long> sizes = lengths(inputs.getFirst());
        TensorValue value =
                node.attributes().get("value") instanceof Attribute.OfTensor(TensorValue given)
                        ? given
                        : TensorValue.of(new float[1], 1);
        boolean fits =
                elements(sizes) <= MOST_ELEMENTS
                        && value.elements() == 1
                        && value.elementType() != ElementType.STRING;
        return fits
                ? Optional.of(Elements.pick(value, new int[(int) elements(sizes)], sizes))
                : Optional.empty();
    }

    private Optional<TensorValue> expanded() {
        TensorValue from = inputs.getFirst();
        return Strides.common(List.of(from.dimensions(), lengths(inputs.get(1))))
                .filter(sizes -> elements(sizes) <= MOST_ELEMENTS)
                .map(sizes -> {
                    int count = (int) TensorValue.elementCount(sizes);
                    return Elements.pick(
                            from, Strides.broadcast(from.dimensions(), sizes, count), sizes);
                });
    }

    /** Of whole numbers: the engine adds up a float's steps in its own order. */
    private Optional<TensorValue> range() {
        ElementType type = inputs.getFirst().elementType();
        boolean fits =
                inputs.size() == 3
                        && (type == ElementType.INT64 || type == ElementType.INT32)
                        && inputs.stream()
                                .allMatch(v -> v.elementType() == type && v.elements() == 1);
        if (!fits) {
            return Optional.empty();
        }
        long start = Elements.longs(inputs.getFirst())[0];
        long step = Elements.longs(inputs.get(2))[0];
        OptionalInt count = count(start, Elements.longs(inputs.get(1))[0], step);
        if (count.isEmpty()) {
            return Optional.empty();
        }
        long[] values = new long[count.getAsInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i * step;
        }
        return Elements.whole(type, List.of((long) values.length), values);
    }

    private static OptionalInt count(long start, long limit, long step) {
        long span = Math.subtractExact(limit, start);
        if (step == 0 || span == Long.MIN_VALUE) {
            return OptionalInt.empty();
        }
        long count = Math.max(0, Math.ceilDiv(span, step));
        return count <= MOST_ELEMENTS ? OptionalInt.of((int) count) : OptionalInt.empty();
    }
}
