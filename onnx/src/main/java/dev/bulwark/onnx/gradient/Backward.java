package dev.bulwark.onnx.gradient;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a rule sees of the node it differentiates, and the pen with which it writes the derivative.
 * Every operator emitted is in operator set 13 and all later ones with the same meaning.
 */
public final class Backward {
    private final ReverseMode pass;
    private final Node node;
    private final Set<Integer> wanted;

    Backward(ReverseMode pass, Node node, Set<Integer> wanted) {
        this.pass = pass;
        this.node = node;
        this.wanted = Set.copyOf(wanted);
    }

    /** The node to differentiate. */
    public Node node() {
        return node;
    }

    /** Name of input {@code index}; it must be there. */
    public String input(int index) {
        return node.input(index).orElseThrow(() -> unsupported("input " + index + " is missing"));
    }

    /** Name of output {@code index}; it must be there. */
    public String output(int index) {
        return node.output(index).orElseThrow(() -> unsupported("output " + index + " is missing"));
    }

    /** Name of the first output. */
    public String output() {
        return output(0);
    }

    /**
     * Name of output {@code index}, which the node is made to compute where it did not: what the
     * derivative has to know of the run, such as a mask drawn at random.
     */
    public String forwardOutput(int index) {
        return node.output(index).orElseGet(() -> pass.builder().addOutput(node, index));
    }

    /** Gradient of output {@code index}, unless the loss does not depend on it. */
    public Optional<String> upstream(int index) {
        return node.output(index).flatMap(pass::gradient);
    }

    /** Gradient of the first output; zeros where only another output matters. */
    public String upstream() {
        return upstreamOrZeros(0);
    }

    /** Gradient of output {@code index}, zeros where the loss does not depend on it. */
    public String upstreamOrZeros(int index) {
        return upstream(index).orElseGet(() -> filled(0, output(index)));
    }

    /** Whether a gradient of input {@code index} is needed. */
    public boolean wanted(int index) {
        return wanted.contains(index);
    }

    /** Adds to the gradient of input {@code index}; {@code gradient} has its shape. */
    public void add(int index, String gradient) {
        pass.contribute(input(index), gradient);
    }

    /** Adds a node over {@code inputs} and returns the name of its output. */
    public String emit(String operator, String... inputs) {
        return pass.builder().node(operator, inputs);
    }

    /** Adds a node with settings and returns the name of its output. */
    public String emit(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        return pass.builder().node(operator, inputs, attributes);
    }

    /** Adds a node with several outputs and returns their names. */
    public List<String> emit(
            String operator, List<String> inputs, int outputs, Map<String, Attribute> attributes) {
        return pass.builder().node(operator, "", inputs, outputs, attributes);
    }

    /** A scalar of the element type of {@code like}. */
    public String scalar(double value, String like) {
        return switch (elementType(like)) {
            case FLOAT -> constant(TensorValue.of(new float[] {(float) value}));
            case DOUBLE -> constant(TensorValue.of(new double[] {value}));
            case FLOAT16, BFLOAT16 -> {
                String wide = constant(TensorValue.of(new float[] {(float) value}));
                yield emit(
                        "Cast",
                        List.of(wide),
                        Map.of("to", Attribute.of((long) elementType(like).code())));
            }
            case UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    INT32,
                    INT64,
                    STRING,
                    BOOL,
                    UINT32,
                    UINT64,
                    COMPLEX64,
                    COMPLEX128,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 ->
                    throw unsupported("'" + like + "' holds " + elementType(like));
        };
    }

    /** A name that no value has, made from {@code stem}: for what a subgraph computes. */
    public String fresh(String stem) {
        return pass.builder().fresh(stem);
    }

    /** An INT64 vector: axes, a shape. */
    public String ints(long... values) {
        return constant(TensorValue.vector(values));
    }

    /** A constant. */
    public String constant(TensorValue value) {
        return pass.builder().constant(value);
    }

    /** A tensor of the shape and type of {@code like} in which every element is {@code value}. */
    public String filled(double value, String like) {
        return emit("Expand", scalar(value, like), shapeOf(like));
    }

    /** The shape of {@code value} at run time, an INT64 vector. */
    public String shapeOf(String value) {
        return pass.shapeOf(value);
    }

    /** Type of a value of the original graph, if it is known. */
    public Optional<ElementType> knownElementType(String value) {
        return pass.type(value).map(ValueType.OfTensor::elementType);
    }

    /** Type of a value of the original graph. */
    public ElementType elementType(String value) {
        return knownElementType(value)
                .orElseThrow(() ->
                        unsupported(
                                "the element type of '"
                                        + value
                                        + "' is not known; declare it in value_info"));
    }

    /** Shape of a value of the original graph, as far as it is known. */
    public Shape shape(String value) {
        return pass.type(value).map(ValueType.OfTensor::shape).orElseGet(Shape.Unranked::new);
    }

    /** Number of axes of a value of the original graph, if it is known. */
    public OptionalInt rank(String value) {
        return shape(value) instanceof Shape.Ranked ranked
                ? OptionalInt.of(ranked.rank())
                : OptionalInt.empty();
    }

    /** Number of axes of a value of the original graph. */
    public int requireRank(String value) {
        return rank(value)
                .orElseThrow(() ->
                        unsupported(
                                "the number of axes of '"
                                        + value
                                        + "' is not known; declare it in value_info"));
    }

    /** The value, if it is a constant of the original graph. */
    public Optional<TensorValue> constantValue(String value) {
        return pass.constantValue(value);
    }

    /**
     * Undoes a broadcast: sums {@code gradient}, which has the shape of {@code wide}, over the axes
     * along which {@code narrow} was repeated.
     *
     * @return of the shape of {@code narrow}
     */
    public String sumTo(String gradient, String wide, String narrow) {
        if (shape(wide) instanceof Shape.Ranked(List<Dimension> from)
                && shape(narrow) instanceof Shape.Ranked(List<Dimension> to)) {
            if (from.equals(to) && from.stream().noneMatch(Dimension.Unknown.class::isInstance)) {
                return gradient;
            }
            Optional<long[]> repeated = Broadcasts.repeatedAxes(from, to);
            if (repeated.isPresent()) {
                return sumAxes(gradient, narrow, from.size() - to.size(), repeated.get());
            }
        }
        return sumToAtRunTime(gradient, narrow);
    }

    private String sumAxes(String gradient, String narrow, int leading, long[] axes) {
        if (axes.length == 0) {
            return gradient;
        }
        // Only leading axes vanish: then the sum has the right shape by itself.
        boolean onlyLeading = axes.length == leading && axes[axes.length - 1] == leading - 1;
        String sum =
                emit(
                        "ReduceSum",
                        List.of(gradient, ints(axes)),
                        Map.of("keepdims", Attribute.of(onlyLeading ? 0L : 1L)));
        return onlyLeading ? sum : emit("Reshape", sum, shapeOf(narrow));
    }

    /**
     * As {@link #sumTo}, where the shape of {@code gradient} is that of no value of the graph.
     *
     * @return of the shape of {@code narrow}
     */
    public String sumToShape(String gradient, String narrow) {
        return sumToAtRunTime(gradient, narrow);
    }

    /** The sum over all axes, a scalar. */
    public String sumAll(String value) {
        return emit("ReduceSum", List.of(value), Map.of("keepdims", Attribute.of(0L)));
    }

    /** Length of one axis of a value at run time, an INT64 vector of one element. */
    public String lengthOf(String value, long axis) {
        if (shape(value) instanceof Shape.Ranked(List<Dimension> dimensions)) {
            long at = axis < 0 ? axis + dimensions.size() : axis;
            if (at >= 0
                    && at < dimensions.size()
                    && dimensions.get((int) at) instanceof Dimension.Fixed(long size)) {
                return ints(size);
            }
        }
        return emit("Gather", shapeOf(value), ints(axis));
    }

    /**
     * Lengths of several axes of a value at run time, an INT64 vector.
     *
     * @param axes INT64 vector
     */
    public String lengthsOf(String value, String axes) {
        Optional<long[]> known = pass.builder().constantValue(axes).map(TensorValue::longs);
        if (known.isPresent() && known.get().length > 0) {
            return joined(Arrays.stream(known.get()).mapToObj(a -> lengthOf(value, a)).toList());
        }
        return emit("Gather", shapeOf(value), axes);
    }

    /** INT64 vectors one behind the other. */
    public String joined(List<String> vectors) {
        return vectors.size() == 1
                ? vectors.getFirst()
                : emit("Concat", vectors, Map.of("axis", Attribute.of(0L)));
    }

    /**
     * One-hot rows of class indices.
     *
     * @param labels INT64 or INT32
     * @param classes how many there are, an INT64 vector of one element
     * @param axis where the classes' axis goes
     * @param like a value of the element type wanted
     */
    public String oneHot(String labels, String classes, long axis, String like) {
        String offOn = constant(TensorValue.of(new float[] {0, 1}, 2));
        String floats =
                emit("OneHot", List.of(labels, classes, offOn), Map.of("axis", Attribute.of(axis)));
        // The engine has no one-hot in double precision.
        ElementType type = elementType(like);
        return type == ElementType.FLOAT
                ? floats
                : emit("Cast", List.of(floats), Map.of("to", Attribute.of((long) type.code())));
    }

    /** An INT64 vector without its first {@code count} elements. */
    public String tail(String vector, long count) {
        return emit("Slice", vector, ints(count), ints(Long.MAX_VALUE));
    }

    /** Finds the repeated axes from the shapes at run time, when they are not known before. */
    private String sumToAtRunTime(String gradient, String narrow) {
        String wideShape = emit("Shape", gradient);
        String narrowShape = shapeOf(narrow);
        String missing = emit("Sub", emit("Shape", wideShape), emit("Shape", narrowShape));
        String ones = emit("Expand", ints(1), missing);
        String padded =
                emit("Concat", List.of(ones, narrowShape), Map.of("axis", Attribute.of(0L)));
        String repeated = emit("NonZero", emit("Not", emit("Equal", padded, wideShape)));
        String axes = emit("Squeeze", repeated, ints(0));
        String sum =
                emit(
                        "ReduceSum",
                        List.of(gradient, axes),
                        Map.of("noop_with_empty_axes", Attribute.of(1L)));
        return emit("Reshape", sum, narrowShape);
    }

    /** The value with its last two axes changed about. */
    public String transposeLastTwo(String value, int rank) {
        List<Long> order = new ArrayList<>();
        for (long axis = 0; axis < rank - 2; axis++) {
            order.add(axis);
        }
        order.add(rank - 1L);
        order.add(rank - 2L);
        return emit("Transpose", List.of(value), Map.of("perm", new Attribute.OfInts(order)));
    }

    /** An error that names the node and what about it cannot be differentiated. */
    public BulwarkException unsupported(String why) {
        return new BulwarkException(
                "GRADIENT_UNSUPPORTED",
                node.describe() + " cannot be differentiated: " + why,
                "export the model differently, or extend the GradientRule of " + node.operator());
    }
}
