package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.TypeInference;
import dev.bulwark.onnx.graph.ValueType;
import java.util.List;
import java.util.Map;

/**
 * Appends a loss to a model, so that {@link Gradients} has something to differentiate. A model of
 * an older operator set is raised to {@link Opsets#TARGET} on the way.
 */
public final class Losses {
    private static final String CLASSES_AXIS = "axis";

    private Losses() {}

    /** What becomes of the losses of the single examples. */
    public enum Reduction {
        /** Their mean, a scalar: what training minimises. */
        MEAN,
        /** Their sum, a scalar: its input gradient is each example's own, as attacks need it. */
        SUM,
        /** Each by itself, {@code [batch]}. */
        NONE
    }

    /**
     * A model with a loss.
     *
     * @param model outputs: the loss, then those of the model it was made from
     * @param loss name of the loss
     * @param labels name of the input that takes the true classes, INT64 {@code [batch]}
     */
    public record LossGraph(Model model, String loss, String labels) {}

    /**
     * Cross-entropy {@code −log softmax(logits)[label]}, through the logarithm of the softmax,
     * which does not overflow.
     *
     * @param logits value of shape {@code [batch, classes]}, not probabilities
     * @param labels name of the input to add, INT64 {@code [batch]}, 0 to classes − 1
     * @throws IllegalArgumentException if {@code logits} is no value of the graph or {@code labels}
     *     is taken
     */
    public static LossGraph crossEntropyFromLogits(
            Model model, String logits, String labels, Reduction reduction) {
        Model current = Opsets.current(model);
        GraphBuilder builder = GraphBuilder.extending(current.graph());
        ElementType type = elementType(current, logits);
        String chosen = oneHot(builder, logits, labels, type);
        String logarithms =
                builder.node(
                        "LogSoftmax", List.of(logits), Map.of(CLASSES_AXIS, Attribute.of(-1L)));
        String each = sumOverClasses(builder, builder.node("Mul", chosen, logarithms));
        return finish(current, builder, builder.node("Neg", each), type, labels, reduction);
    }

    /**
     * Negative log-likelihood of a model that ends in probabilities. Near zero the logarithm, and
     * with it the gradient, is cut off at 1e-12; logits are better wherever there are any.
     *
     * @param probabilities value of shape {@code [batch, classes]}, rows that sum to one
     */
    public static LossGraph negativeLogLikelihood(
            Model model, String probabilities, String labels, Reduction reduction) {
        Model current = Opsets.current(model);
        GraphBuilder builder = GraphBuilder.extending(current.graph());
        ElementType type = elementType(current, probabilities);
        String chosen = oneHot(builder, probabilities, labels, type);
        String likelihood = sumOverClasses(builder, builder.node("Mul", chosen, probabilities));
        String floored =
                builder.node("Clip", likelihood, builder.constant(Scalars.of(1e-12, type)));
        String each = builder.node("Neg", builder.node("Log", floored));
        return finish(current, builder, each, type, labels, reduction);
    }

    /**
     * The chosen class's value itself, e.g. the logit an explanation attributes; not a loss to
     * minimise.
     *
     * @param scores value of shape {@code [batch, classes]}
     */
    public static LossGraph selected(
            Model model, String scores, String labels, Reduction reduction) {
        Model current = Opsets.current(model);
        GraphBuilder builder = GraphBuilder.extending(current.graph());
        ElementType type = elementType(current, scores);
        String chosen = oneHot(builder, scores, labels, type);
        String each = sumOverClasses(builder, builder.node("Mul", chosen, scores));
        return finish(current, builder, each, type, labels, reduction);
    }

    /**
     * Margin {@code max over other classes − own class}: positive exactly where the prediction is
     * wrong (Carlini and Wagner 2017, f₆).
     *
     * @param logits value of shape {@code [batch, classes]}
     */
    public static LossGraph margin(Model model, String logits, String labels, Reduction reduction) {
        Model current = Opsets.current(model);
        GraphBuilder builder = GraphBuilder.extending(current.graph());
        ElementType type = elementType(current, logits);
        String chosen = oneHot(builder, logits, labels, type);
        String own = sumOverClasses(builder, builder.node("Mul", chosen, logits));
        // Far below every logit of a trained model, so that the own class never is the maximum.
        String masked =
                builder.node(
                        "Sub",
                        logits,
                        builder.node("Mul", chosen, builder.constant(Scalars.of(1e9, type))));
        String best = maxOverClasses(builder, masked);
        return finish(current, builder, builder.node("Sub", best, own), type, labels, reduction);
    }

    private static ElementType elementType(Model model, String value) {
        return TypeInference.of(model)
                .type(value)
                .map(ValueType.OfTensor::elementType)
                .filter(ElementType::isReal)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'%s' is no value of a floating-point type in graph '%s'"
                                        .formatted(value, model.graph().name())));
    }

    private static String oneHot(
            GraphBuilder builder, String scores, String labels, ElementType type) {
        builder.input(labels, ValueType.tensor(ElementType.INT64, Shape.batched("batch")));
        String shape = builder.node("Shape", scores);
        String classes = builder.node("Gather", shape, builder.constant(TensorValue.vector(-1)));
        String offOn = builder.constant(TensorValue.of(new float[] {0, 1}, 2));
        String floats = builder.node("OneHot", labels, classes, offOn);
        // The engine has no one-hot in double precision.
        return type == ElementType.FLOAT
                ? floats
                : builder.node(
                        "Cast", List.of(floats), Map.of("to", Attribute.of((long) type.code())));
    }

    private static String sumOverClasses(GraphBuilder builder, String value) {
        return builder.node(
                "ReduceSum",
                List.of(value, builder.constant(TensorValue.vector(-1))),
                Map.of("keepdims", Attribute.of(0L)));
    }

    private static String maxOverClasses(GraphBuilder builder, String value) {
        return builder.node(
                "ReduceMax",
                List.of(value, builder.constant(TensorValue.vector(-1))),
                Map.of("keepdims", Attribute.of(0L)));
    }

    private static LossGraph finish(
            Model model,
            GraphBuilder builder,
            String each,
            ElementType type,
            String labels,
            Reduction reduction) {
        String loss = builder.exists("loss") ? builder.fresh("loss") : "loss";
        Map<String, Attribute> toScalar = Map.of("keepdims", Attribute.of(0L));
        Shape shape =
                switch (reduction) {
                    case MEAN -> {
                        builder.named(loss, "ReduceMean", List.of(each), toScalar);
                        yield Shape.of();
                    }
                    case SUM -> {
                        builder.named(loss, "ReduceSum", List.of(each), toScalar);
                        yield Shape.of();
                    }
                    case NONE -> {
                        builder.named(loss, "Identity", List.of(each), Map.of());
                        yield new Shape.Ranked(List.of(Dimension.of("batch")));
                    }
                };
        builder.outputFirst(loss, ValueType.tensor(type, shape));
        Graph graph = builder.build();
        return new LossGraph(model.withGraph(graph), loss, labels);
    }
}
