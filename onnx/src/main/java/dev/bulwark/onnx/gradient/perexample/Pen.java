package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Writes what comes behind the backward pass, and brings the examples to the front. */
public final class Pen {
    private final GraphBuilder builder;
    private final String losses;
    private final ElementType real;
    private Optional<String> count = Optional.empty();

    Pen(GraphBuilder builder, String losses, ElementType real) {
        this.builder = builder;
        this.losses = losses;
        this.real = real;
    }

    GraphBuilder builder() {
        return builder;
    }

    /** Adds a node and returns its output. */
    public String emit(String operator, String... inputs) {
        return builder.node(operator, inputs);
    }

    /** Adds a node with settings and returns its output. */
    public String emit(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        return builder.node(operator, inputs, attributes);
    }

    /** An INT64 vector. */
    public String ints(long... values) {
        return builder.constant(TensorValue.vector(values));
    }

    /** A scalar of the losses' type. */
    public String scalar(double value) {
        return builder.constant(
                real == ElementType.DOUBLE
                        ? TensorValue.of(new double[] {value})
                        : TensorValue.of(new float[] {(float) value}));
    }

    /** What the losses are made of. */
    public ElementType real() {
        return real;
    }

    /** The number of examples at run time, INT64 {@code [1]}. */
    public String examples() {
        if (count.isEmpty()) {
            count = Optional.of(emit("Shape", losses));
        }
        return count.get();
    }

    /** INT64 vectors one behind the other. */
    public String joined(String... vectors) {
        return emit("Concat", List.of(vectors), Map.of("axis", Attribute.of(0L)));
    }

    /** The same elements in another order of axes. */
    public String transposed(String value, long... order) {
        boolean changes = false;
        for (int i = 0; i < order.length; i++) {
            changes |= order[i] != i;
        }
        return changes
                ? emit("Transpose", List.of(value), Map.of("perm", Attribute.ints(order)))
                : value;
    }

    /** The sum over {@code axes}, which vanish. */
    public String sum(String value, long... axes) {
        return axes.length == 0
                ? value
                : emit(
                        "ReduceSum",
                        List.of(value, ints(axes)),
                        Map.of("keepdims", Attribute.of(0L)));
    }

    /** The sum of several values of one shape. */
    public String sumOf(List<String> values) {
        return values.size() == 1 ? values.getFirst() : emit("Sum", values, Map.of());
    }

    /** The sum of the squares over {@code axes}, which vanish. */
    public String sumOfSquares(String value, long... axes) {
        return emit(
                "ReduceSumSquare",
                List.of(value, ints(axes)),
                Map.of("keepdims", Attribute.of(0L)));
    }

    /**
     * A value as {@code [n, t, tail]}: the examples first, then everything between, then the last
     * axes flattened.
     *
     * @param rank of the value
     * @param along where its examples lie, before the last {@code tail} axes
     * @param tail how many last axes stay together, {@code >= 0}
     * @param width product of their lengths
     */
    public String rows(String value, int rank, Examples.Along along, int tail, long width) {
        if (along.axis() >= rank - tail) {
            throw new IllegalArgumentException(
                    "examples of %s lie within the last %d axes".formatted(along, tail));
        }
        if (along.isPlain()) {
            List<Long> order = new ArrayList<>(List.of((long) along.axis()));
            LongStream.range(0, rank).filter(a -> a != along.axis()).forEach(order::add);
            String first = transposed(value, order.stream().mapToLong(Long::longValue).toArray());
            return rank == 3 && tail == 1 ? first : emit("Reshape", first, ints(0, -1, width));
        }
        if (along.axis() == 0 && along.before() == 1) {
            return emit("Reshape", value, joined(examples(), ints(-1, width)));
        }
        if (along.after() == 1 && along.axis() == rank - tail - 1) {
            String apart = emit("Reshape", value, joined(ints(-1), examples(), ints(width)));
            return transposed(apart, 1, 0, 2);
        }
        throw new IllegalArgumentException(
                "examples of %s cannot be brought to the front of %d axes".formatted(along, rank));
    }

    /**
     * The gradient of something repeated over the examples, summed to one copy an example.
     *
     * @param gradient of the shape after the repetition
     * @param rank of the gradient
     * @param along where its examples lie
     * @param sizes shape of what was repeated, aligned with the last axes of the gradient
     * @return {@code [n, product of sizes]}
     */
    public String copies(String gradient, int rank, Examples.Along along, List<Long> sizes) {
        String apart = gradient;
        int split = 0;
        if (!along.isPlain()) {
            apart = split(gradient, along);
            split = along.before() == 1 ? 1 : 2;
        }
        int width = rank + (along.isPlain() ? 0 : split);
        int examples = along.axis() + (split == 2 ? 1 : 0);
        List<Long> vanishing = new ArrayList<>();
        List<Long> order = new ArrayList<>();
        for (int axis = 0; axis < width; axis++) {
            boolean ofTheExamples = axis >= along.axis() && axis <= along.axis() + split;
            int own = (axis <= along.axis() ? axis : axis - split) - (rank - sizes.size());
            if (axis == examples) {
                order.addFirst((long) (axis - vanishing.size()));
            } else if (ofTheExamples || own < 0 || sizes.get(own) == 1) {
                vanishing.add((long) axis);
            } else {
                order.add((long) (axis - vanishing.size()));
            }
        }
        String summed = sum(apart, vanishing.stream().mapToLong(Long::longValue).toArray());
        String first = transposed(summed, order.stream().mapToLong(Long::longValue).toArray());
        return order.size() == 2
                ? first
                : emit("Reshape", first, ints(0, TensorValue.elementCount(sizes)));
    }

    /** Gives the factors of a merged axis an axis each: examples and inside, or all three. */
    private String split(String value, Examples.Along along) {
        String shape = emit("Shape", value);
        long axis = along.axis();
        String left = emit("Slice", shape, ints(0), ints(axis));
        String right = emit("Slice", shape, ints(axis + 1), ints(Long.MAX_VALUE));
        String target =
                along.before() == 1
                        ? joined(left, examples(), ints(-1), right)
                        : joined(left, ints(-1), examples(), ints(along.after()), right);
        return emit("Reshape", value, target);
    }

    /** {@code [n]} shaped to broadcast along the examples of {@code value}. */
    public String spread(String weights, String value, int rank, Examples.Along along) {
        String own = weights;
        if (!along.isPlain()) {
            String length = emit("Gather", emit("Shape", value), ints(along.axis()));
            String times = emit("Div", length, examples());
            boolean inside = along.before() == 1;
            String wide =
                    emit(
                            "Expand",
                            emit("Unsqueeze", weights, ints(inside ? 1 : 0)),
                            inside ? joined(examples(), times) : joined(times, examples()));
            own = emit("Reshape", wide, ints(-1));
        }
        long[] shape = new long[rank - along.axis()];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return shape.length == 1 ? own : emit("Reshape", own, ints(shape));
    }
}
