package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The graph a network is being written into, and where its parameters come from. */
public final class Assembly {
    /** Name of the output of class scores, FLOAT {@code [batch, classes]}. */
    public static final String LOGITS = "logits";

    private static final String BATCH = "batch";

    private final GraphBuilder builder;
    private final Weights weights;
    private final @Nullable Training training;

    /** What a graph that trains has beside nodes, told while layers are added. */
    public interface Training {
        /** An input was added that takes a dropout mask, FLOAT {@code [batch, width]}. */
        void dropped(String input, int width, double rate);

        /**
         * Two values were added: mean and biased variance of a layer over the batch.
         *
         * @param layer name of the layer
         * @param positions values of one example that one mean is taken over, {@code >= 1}
         */
        void normalised(String layer, String mean, String variance, int positions);
    }

    private Assembly(GraphBuilder builder, Weights weights, @Nullable Training training) {
        this.builder = builder;
        this.weights = weights;
        this.training = training;
    }

    /** For a graph that trains. */
    public static Assembly training(GraphBuilder builder, Weights weights, Training training) {
        return new Assembly(builder, weights, training);
    }

    /** For a graph that serves. */
    public static Assembly serving(GraphBuilder builder, Weights weights) {
        return new Assembly(builder, weights, null);
    }

    /** Whether the graph trains. */
    boolean training() {
        return training != null;
    }

    /** A weight, pulled to zero by weight decay; returns its name. */
    String weight(String name, Initial initial, long fanIn, long fanOut, long... shape) {
        return parameter(name, true, initial, fanIn, fanOut, shape);
    }

    /** A bias, scale or shift of one value, which weight decay leaves alone. */
    String vector(String name, float value, long width) {
        return parameter(name, false, new Initial.Constant(value), width, width, width);
    }

    /** A parameter that weight decay leaves alone. */
    String undecayed(String name, Initial initial, long... shape) {
        return parameter(name, false, initial, 1, 1, shape);
    }

    private String parameter(
            String name, boolean decayed, Initial initial, long fanIn, long fanOut, long... shape) {
        List<Long> lengths = java.util.Arrays.stream(shape).boxed().toList();
        float[] values =
                weights.parameter(
                        new Weights.Declaration(name, lengths, decayed, initial, fanIn, fanOut));
        return builder.initializer(name, TensorValue.of(values, shape));
    }

    /** A running statistic; a graph that trains has none. */
    String buffer(String name, int length, float start) {
        return builder.initializer(
                name, TensorValue.of(weights.buffer(name, length, start), length));
    }

    /** Mean and variance of a layer over the batch became values of a graph that trains. */
    void normalised(String layer, String mean, String variance, int positions) {
        if (training != null) {
            training.normalised(layer, mean, variance, positions);
        }
    }

    /** Adds an input that takes a dropout mask; returns its name. */
    String mask(String layer, int width, double rate) {
        String mask =
                builder.input(
                        layer + ".mask",
                        ValueType.tensor(ElementType.FLOAT, Shape.batched(BATCH, width)));
        if (training != null) {
            training.dropped(mask, width, rate);
        }
        return mask;
    }

    String node(String operator, String... inputs) {
        return builder.node(operator, inputs);
    }

    String node(String operator, List<String> inputs, Map<String, Attribute> settings) {
        return builder.node(operator, inputs, settings);
    }

    List<String> node(
            String operator, List<String> inputs, int outputs, Map<String, Attribute> settings) {
        return builder.node(operator, "", inputs, outputs, settings);
    }

    /** As {@link #node}, with a name for the result; a fresh one where it is empty. */
    String named(
            String result, String operator, List<String> inputs, Map<String, Attribute> settings) {
        return result.isEmpty()
                ? builder.node(operator, inputs, settings)
                : builder.named(result, operator, inputs, settings);
    }

    String constant(TensorValue value) {
        return builder.constant(value);
    }

    String scalar(double value) {
        return builder.constant(TensorValue.of(new float[] {(float) value}));
    }

    String ints(long... values) {
        return builder.constant(TensorValue.vector(values));
    }

    /** Says the shape of a value behind the batch, where it follows from no operator alone. */
    String declared(String value, long... lengths) {
        builder.valueInfo(
                value, ValueType.tensor(ElementType.FLOAT, Shape.batched(BATCH, lengths)));
        return value;
    }

    /** The value in another shape behind the batch. */
    Signal reshaped(String value, int... lengths) {
        long[] shape = new long[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            shape[i + 1] = lengths[i];
        }
        // 0 keeps the length of the batch.
        return Signal.of(node("Reshape", value, ints(shape)), lengths);
    }
}
