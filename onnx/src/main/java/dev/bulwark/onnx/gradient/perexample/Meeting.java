package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
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
import java.util.OptionalLong;
import java.util.Set;

/** A node at which parameters meet the examples, and the pen with which it is rewritten. */
public final class Meeting {
    /** Longer chains between a parameter and its use are not followed. */
    private static final int DEEPEST = 64;

    private static final Set<String> POINTWISE =
            Set.of(
                    "Abs",
                    "Neg",
                    "Exp",
                    "Log",
                    "Sqrt",
                    "Sigmoid",
                    "Tanh",
                    "Softplus",
                    "Relu",
                    "Reciprocal",
                    "Clip",
                    "Add",
                    "Sub",
                    "Mul",
                    "Div",
                    "Pow",
                    "Max",
                    "Min");

    private final Tracing tracing;
    private final Node node;

    Meeting(Tracing tracing, Node node) {
        this.tracing = tracing;
        this.node = node;
    }

    /** Makes the share of a gradient. */
    @FunctionalInterface
    public interface ShareForm {
        /** The share, when {@code gradient} is the gradient of what was tapped. */
        Share of(Pen pen, String gradient);
    }

    /** The node. */
    public Node node() {
        return node;
    }

    /** Whether input {@code index} depends on parameters and on no example. */
    public boolean meets(int index) {
        return node.input(index).filter(tracing::isOfParameters).isPresent();
    }

    /** Name of input {@code index}; it must be there. */
    public String input(int index) {
        return node.input(index).orElseThrow(() -> unsupported("input " + index + " is missing"));
    }

    /** Name of the first output. */
    public String output() {
        return node.output(0).orElseThrow(() -> unsupported("its first output is left out"));
    }

    /** Where the examples lie in a value; they must lie along one axis. */
    public Examples.Along along(String value) {
        if (tracing.axes().of(value) instanceof Examples.Along along
                && (along.before() == 1 || along.after() == 1)) {
            return along;
        }
        throw unsupported("the examples of '" + value + "' do not lie along one axis");
    }

    /** Whether a value has examples. */
    public boolean hasExamples(String value) {
        return tracing.axes().of(value) instanceof Examples.Along;
    }

    /** Number of axes of a value. */
    public int rank(String value) {
        return shape(value) instanceof Shape.Ranked ranked ? ranked.rank() : unknownRank(value);
    }

    private int unknownRank(String value) {
        throw unsupported(
                "the number of axes of '" + value + "' is not known; declare it in value_info");
    }

    private Shape shape(String value) {
        return tracing.type(value).map(ValueType.OfTensor::shape).orElseGet(Shape.Unranked::new);
    }

    /** Lengths of a value's axes; all must be fixed, as a parameter's are. */
    public List<Long> sizes(String value) {
        return shape(value)
                .fixed()
                .orElseThrow(() -> unsupported("the shape of '" + value + "' is not known"));
    }

    /** Product of the lengths of the axes between the examples and the last {@code tail}. */
    public OptionalLong terms(String value, int tail) {
        return tracing.terms(value, along(value), tail);
    }

    /** Places an example has in a value {@code [n, channels, ...]}, if they are known. */
    public OptionalLong places(String value) {
        return tracing.places(value, along(value));
    }

    /** Length of axis 1, if it is known. */
    public OptionalLong channels(String value) {
        return shape(value) instanceof Shape.Ranked(List<Dimension> dimensions)
                        && dimensions.size() > 1
                        && dimensions.get(1) instanceof Dimension.Fixed(long size)
                ? OptionalLong.of(size)
                : OptionalLong.empty();
    }

    /** Lengths of the axes behind the channel; all must be known. */
    public List<Long> lengthsBehindChannel(String value) {
        if (shape(value) instanceof Shape.Ranked(List<Dimension> dimensions)) {
            Optional<List<Long>> known =
                    new Shape.Ranked(dimensions.subList(2, dimensions.size())).fixed();
            if (known.isPresent()) {
                return known.get();
            }
        }
        throw unsupported("the lengths of '" + value + "' are not known");
    }

    /** Adds a node before the backward pass and returns its output. */
    public String emit(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        return tracing.emit(operator, inputs, attributes);
    }

    /** Adds a node before the backward pass and returns its output. */
    public String emit(String operator, String... inputs) {
        return emit(operator, List.of(inputs), Map.of());
    }

    /** An INT64 vector. */
    public String ints(long... values) {
        return constant(TensorValue.vector(values));
    }

    /** A constant. */
    public String constant(TensorValue value) {
        return tracing.constant(value);
    }

    /** A constant of the type of {@code like}, every element the same. */
    public String filled(double value, List<Long> sizes, String like) {
        double[] elements = new double[Math.toIntExact(TensorValue.elementCount(sizes))];
        Arrays.fill(elements, value);
        return constant(elements, sizes, like);
    }

    /** A constant of the type of {@code like}, FLOAT or DOUBLE. */
    public String constant(double[] elements, List<Long> sizes, String like) {
        long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
        if (tracing.elementType(like) == ElementType.DOUBLE) {
            return constant(TensorValue.of(elements, shape));
        }
        float[] singles = new float[elements.length];
        for (int i = 0; i < singles.length; i++) {
            singles[i] = (float) elements[i];
        }
        return constant(TensorValue.of(singles, shape));
    }

    /** A name nobody has, for an output that the original node leaves out. */
    public String fresh(String stem) {
        return tracing.unused(stem);
    }

    /** Puts any node in the place of this one. */
    public void put(Node other) {
        tracing.add(other);
    }

    /** A value in another shape; the value itself if it has it. */
    public String spread(String value, List<Long> shape) {
        return sizes(value).equals(shape)
                ? value
                : emit("Reshape", value, ints(shape.stream().mapToLong(Long::longValue).toArray()));
    }

    /** A node that is not in the graph, to be differentiated alone. */
    public Node surrogate(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        return new Node(operator, "", "", inputs, List.of(tracing.fresh("Surrogate")), attributes);
    }

    /** Leaves the node as it is. */
    public void keep() {
        tracing.add(node);
    }

    /** Puts a node in the place of this one: it makes this one's first output. */
    public void replace(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        tracing.add(new Node(operator, "", node.name(), inputs, List.of(output()), attributes));
    }

    /** Puts the same node over other inputs in the place of this one. */
    public void replaceInputs(List<String> inputs) {
        tracing.add(node.withInputs(inputs));
    }

    /** Asks for a value to be there when shares are made. */
    public void retain(String value) {
        tracing.retain(value);
    }

    /**
     * The gradient of the node's output tells the share of input {@code index}, and the node's own
     * gradient rule the weighted sum.
     */
    public void share(int index, ShareForm form) {
        share(input(index), output(), List.of(only(index)), form);
    }

    /** The gradient of {@code tap}, copied or computed above, tells the share of {@code value}. */
    public void share(String value, String tap, List<Node> linear, ShareForm form) {
        share(value, tap, rank(tap), along(tap), linear, form);
    }

    /** As above, for a value that is not in the original graph. */
    public void share(
            String value,
            String tap,
            int rank,
            Examples.Along along,
            List<Node> linear,
            ShareForm form) {
        linear.forEach(surrogate -> surrogate.inputs().forEach(tracing::retain));
        linear.forEach(surrogate -> surrogate.outputs().forEach(tracing::release));
        tracing.use(new Use(value, tap, form, linear, rank, along));
    }

    /**
     * The gradient of the node's output, scaled and summed to the shape of input {@code index}, is
     * its share: of what is added.
     */
    public void added(int index, double scale) {
        String value = input(index);
        added(value, sizes(value), scale);
    }

    /** The same, where the value is shaped to {@code sizes} before it is added. */
    public void added(String value, List<Long> sizes, double scale) {
        String output = output();
        int rank = rank(output);
        Examples.Along along = along(output);
        share(
                value,
                output,
                List.of(),
                (pen, gradient) -> {
                    String sum = pen.copies(gradient, rank, along, sizes);
                    return new Share.Dense(
                            scale == 1 ? sum : pen.emit("Mul", sum, pen.scalar(scale)),
                            TensorValue.elementCount(sizes));
                });
    }

    /**
     * A copy of input {@code index} for every example, to be read in its place: the gradient of the
     * copies is what each example contributes. For operators that broadcast.
     */
    public String copies(int index) {
        return copiesOf(input(index), 0);
    }

    /** Whether input {@code index} is computed from parameters element by element. */
    public boolean isComputed(int index) {
        return computing(input(index)).isPresent();
    }

    private Optional<Node> computing(String value) {
        return tracing.producer(value).filter(made -> POINTWISE.contains(made.operator()));
    }

    /**
     * What is computed element by element is computed anew from the copies of what it is made of.
     */
    private String copiesOf(String value, int depth) {
        Optional<Node> made = computing(value);
        if (made.isEmpty() || depth > DEEPEST) {
            return copies(value, value, sizes(value));
        }
        List<String> inputs = new ArrayList<>();
        for (String input : made.get().inputs()) {
            inputs.add(tracing.isOfParameters(input) ? copiesOf(input, depth + 1) : input);
        }
        return emit(made.get().operator(), inputs, made.get().attributes());
    }

    /**
     * The same, where the parameter {@code value} was shaped to {@code sizes} as {@code shaped}.
     */
    public String copies(String shaped, String value, List<Long> sizes) {
        return copies(shaped, value, sizes, rank(output()), along(output()));
    }

    private String copies(
            String shaped, String value, List<Long> sizes, int rank, Examples.Along along) {
        long[] ones = new long[rank - along.axis() - 1];
        Arrays.fill(ones, 1);
        List<String> parts = new ArrayList<>(List.of(lengthOfExamples(along)));
        if (ones.length > 0) {
            parts.add(ints(ones));
        }
        String target = emit("Concat", parts, Map.of("axis", Attribute.of(0L)));
        String copies = emit("Expand", shaped, target);
        int own = Math.max(sizes.size(), ones.length + 1);
        Examples.Along there = at(along, along.axis() - (rank - own));
        tracing.declareCopies(copies, value, sizes, own, there.axis());
        share(
                value,
                copies,
                own,
                there,
                List.of(),
                (pen, gradient) ->
                        new Share.Dense(
                                pen.copies(gradient, own, there, sizes),
                                TensorValue.elementCount(sizes)));
        return copies;
    }

    private static Examples.Along at(Examples.Along along, int axis) {
        return new Examples.Along(axis, along.before(), along.after());
    }

    /** Length of the examples' axis, from an operand that has it. */
    private String lengthOfExamples(Examples.Along along) {
        for (String input : node.inputs()) {
            if (!input.isEmpty()
                    && tracing.axes().of(input) instanceof Examples.Along own
                    && own.before() == along.before()
                    && own.after() == along.after()) {
                return emit("Gather", emit("Shape", input), ints(own.axis()));
            }
        }
        throw unsupported("no operand has the examples' axis of its result");
    }

    /** The node with every other parameter fixed. */
    private Node only(int index) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            inputs.add(
                    i != index && meets(i)
                            ? emit("Identity", node.inputs().get(i))
                            : node.inputs().get(i));
        }
        return node.withInputs(inputs);
    }

    /** An error that names the node and why the examples cannot be told apart there. */
    public BulwarkException unsupported(String why) {
        return new BulwarkException(
                "GRADIENT_UNSUPPORTED",
                node.describe() + " has no per-example gradients: " + why,
                "leave its parameters out, export the model differently, or extend the ExampleRule"
                        + " of "
                        + node.operator());
    }
}
