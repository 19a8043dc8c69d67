package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The nodes that losses are made of, appended to one model behind one of its values. */
final class LossNodes {
    /** Axis of the classes in {@code [batch, classes, ...]}. */
    static final long CLASSES = 1;

    private final Model model;
    private final GraphBuilder builder;
    private final String value;
    private final ElementType type;
    private final Shape shape;
    private final List<String> targets = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if {@code value} is no value of a floating-point type
     */
    LossNodes(Model given, String value) {
        this.model = Opsets.current(given);
        this.builder = GraphBuilder.extending(model.graph());
        this.value = value;
        ValueType.OfTensor known =
                TypeInference.of(model)
                        .type(value)
                        .filter(tensor -> tensor.elementType().isReal())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "'%s' is no value of a floating-point type in graph '%s'"
                                                .formatted(value, model.graph().name())));
        this.type = known.elementType();
        this.shape = known.shape();
    }

    /** How many axes the value has, if it is known. */
    OptionalInt rank() {
        return shape instanceof Shape.Ranked ranked
                ? OptionalInt.of(ranked.rank())
                : OptionalInt.empty();
    }

    /** How many classes there are, if it is known. */
    OptionalLong classes() {
        return shape instanceof Shape.Ranked(List<Dimension> dimensions)
                        && dimensions.size() > CLASSES
                        && dimensions.get((int) CLASSES) instanceof Dimension.Fixed(long size)
                ? OptionalLong.of(size)
                : OptionalLong.empty();
    }

    /** Declares an input of class indices: the value's shape without the axis of the classes. */
    String labels(String name) {
        targets.add(name);
        return builder.input(name, ValueType.tensor(ElementType.INT64, positions()));
    }

    private Shape positions() {
        if (!(shape instanceof Shape.Ranked(List<Dimension> known)) || known.size() < 2) {
            return shape instanceof Shape.Ranked ? Shape.batched("batch") : shape;
        }
        List<Dimension> dimensions = new ArrayList<>(known);
        dimensions.remove((int) CLASSES);
        if (!(dimensions.getFirst() instanceof Dimension.Symbolic)) {
            dimensions.set(0, Dimension.of("batch"));
        }
        return new Shape.Ranked(dimensions);
    }

    /** Declares an input of the value's own type and shape. */
    String target(String name) {
        targets.add(name);
        return builder.input(name, ValueType.tensor(type, shape));
    }

    String node(String operator, String... inputs) {
        return builder.node(operator, inputs);
    }

    List<String> split(String from, long... lengths) {
        return builder.node(
                "Split",
                "",
                List.of(from, ints(lengths)),
                lengths.length,
                Map.of("axis", Attribute.of(CLASSES)));
    }

    /** The largest along the classes, in falling order. */
    String largest(int count) {
        return builder.node(
                        "TopK",
                        "",
                        List.of(value, ints(count)),
                        2,
                        Map.of("axis", Attribute.of(CLASSES)))
                .getFirst();
    }

    String ints(long... numbers) {
        return builder.constant(TensorValue.vector(numbers));
    }

    String scalar(double number) {
        return builder.constant(Scalars.of(number, type));
    }

    /** One-hot rows along the classes, in the value's own type. */
    String oneHot(String labels) {
        String count = classCount();
        String offOn = builder.constant(TensorValue.of(new float[] {0, 1}, 2));
        String floats =
                builder.node(
                        "OneHot",
                        List.of(labels, count, offOn),
                        Map.of("axis", Attribute.of(CLASSES)));
        // The engine has no one-hot in double precision.
        return type == ElementType.FLOAT ? floats : cast(floats);
    }

    /** How many classes there are, INT64 {@code [1]}. */
    String classCount() {
        if (classes().isPresent()) {
            return ints(classes().getAsLong());
        }
        return builder.node("Gather", builder.node("Shape", value), ints(CLASSES));
    }

    String cast(String other) {
        return builder.node("Cast", List.of(other), Map.of("to", Attribute.of((long) type.code())));
    }

    String logSoftmax() {
        return builder.node("LogSoftmax", List.of(value), Map.of("axis", Attribute.of(CLASSES)));
    }

    /** The sum along the classes, whose axis goes. */
    String sumOverClasses(String each) {
        return builder.node(
                "ReduceSum", List.of(each, ints(CLASSES)), Map.of("keepdims", Attribute.of(0L)));
    }

    /** ReduceMax or ReduceMean along axis 1, which goes. */
    String reduce(String operator, String each) {
        return builder.node(
                operator, List.of(each, ints(CLASSES)), Map.of("keepdims", Attribute.of(0L)));
    }

    /** The value of the class that the labels name, of the labels' shape. */
    String chosen(String oneHot) {
        return sumOverClasses(node("Mul", oneHot, value));
    }

    /** The largest value of another class than the one that the labels name. */
    String bestOther(String oneHot) {
        // Far below every logit of a trained model, so that the own class never is the maximum.
        String masked = node("Sub", value, node("Mul", oneHot, scalar(1e9)));
        return reduce("ReduceMax", masked);
    }

    /**
     * Ends the model in its loss.
     *
     * @param each numbers of shape {@code [batch, ...]}, whose mean is the loss of an example
     * @param rank how many axes {@code each} has; empty if it is not known
     */
    Losses.LossGraph finish(String each, OptionalInt rank, Losses.Reduction reduction) {
        Map<String, Attribute> toScalar = Map.of("keepdims", Attribute.of(0L));
        boolean one = rank.isPresent() && rank.getAsInt() == 1;
        String loss = builder.exists("loss") ? builder.fresh("loss") : "loss";
        Shape result =
                switch (reduction) {
                    case MEAN -> {
                        builder.named(loss, "ReduceMean", List.of(each), toScalar);
                        yield Shape.of();
                    }
                    case SUM -> {
                        String examples = one ? each : perExample(each);
                        builder.named(loss, "ReduceSum", List.of(examples), toScalar);
                        yield Shape.of();
                    }
                    case NONE -> {
                        String examples = one ? each : perExample(each);
                        builder.named(loss, "Identity", List.of(examples), Map.of());
                        yield new Shape.Ranked(List.of(Dimension.of("batch")));
                    }
                };
        builder.outputFirst(loss, ValueType.tensor(type, result));
        return new Losses.LossGraph(model.withGraph(builder.build()), loss, targets);
    }

    private String perExample(String each) {
        return reduce("ReduceMean", node("Flatten", each));
    }

    /** Ranks behind the one of the value, where the axis of the classes is gone. */
    OptionalInt rankWithoutClasses() {
        return rank().isPresent() ? OptionalInt.of(rank().getAsInt() - 1) : OptionalInt.empty();
    }
}
