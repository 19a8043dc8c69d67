package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One use of an operator at which its derivative is checked.
 *
 * @param attributes settings of the node
 * @param operands what it reads, in order
 * @param outputs how many outputs it makes
 * @param checked how many of them, from the first on, the derivative is checked through
 * @param opset standard operator set of the model around it; 18 to 24
 */
public record RuleExample(
        Map<String, Attribute> attributes,
        List<Operand> operands,
        int outputs,
        int checked,
        long opset) {
    /**
     * What {@link #rescaled} adds at most; shorter axes would leave windows and indices outside.
     */
    private static final int LONGER = 1;

    public RuleExample {
        if (checked < 1 || checked > outputs) {
            throw new IllegalArgumentException(
                    "checked must be 1 to %d, but was %d".formatted(outputs, checked));
        }
        attributes = Map.copyOf(attributes);
        operands = List.copyOf(operands);
    }

    /** An example in the operator set that Bulwark itself writes. */
    public RuleExample(
            Map<String, Attribute> attributes, List<Operand> operands, int outputs, int checked) {
        this(attributes, operands, outputs, checked, Model.OPSET);
    }

    /** A node over {@code operands} with one output. */
    public static RuleExample over(Operand... operands) {
        return new RuleExample(Map.of(), List.of(operands), 1, 1);
    }

    /** One input of the example. */
    public sealed interface Operand {
        /**
         * Real numbers drawn at random, with respect to which the derivative is checked. The range
         * must keep clear of kinks and poles by more than 0.001.
         *
         * @param sizes its shape
         * @param least smallest value
         * @param most largest value
         */
        record Random(List<Long> sizes, double least, double most) implements Operand {
            public Random {
                sizes = List.copyOf(sizes);
            }
        }

        /**
         * Given real numbers, with respect to which the derivative is checked: where it is random
         * numbers that would miss the case, such as a zero in a product.
         *
         * @param value DOUBLE
         */
        record Values(TensorValue value) implements Operand {}

        /** A constant: axes, shapes, indices, conditions. */
        record Constant(TensorValue value) implements Operand {}

        /**
         * As a constant, but fed when the graph runs and so not known before: INT64, INT32 or BOOL.
         */
        record Fed(TensorValue value) implements Operand {}

        /** An optional input left out. */
        record Absent() implements Operand {}
    }

    /** A node without settings and with one output over random operands in [-2, 2]. */
    public static RuleExample of(long[]... shapes) {
        return within(-2, 2, shapes);
    }

    /** A node without settings and with one output over random operands in a range. */
    public static RuleExample within(double least, double most, long[]... shapes) {
        List<Operand> operands = new ArrayList<>();
        for (long[] shape : shapes) {
            operands.add(random(least, most, shape));
        }
        return new RuleExample(Map.of(), operands, 1, 1);
    }

    /** A random operand. */
    public static Operand random(double least, double most, long... sizes) {
        return new Operand.Random(Arrays.stream(sizes).boxed().toList(), least, most);
    }

    /** A random operand in [-2, 2]. */
    public static Operand random(long... sizes) {
        return random(-2, 2, sizes);
    }

    /** A constant operand. */
    public static Operand constant(TensorValue value) {
        return new Operand.Constant(value);
    }

    /** An operand that is known when the graph runs, not before. */
    public static Operand fed(TensorValue value) {
        return new Operand.Fed(value);
    }

    /** Another operand after those there are. */
    public RuleExample and(Operand operand) {
        List<Operand> more = new ArrayList<>(operands);
        more.add(operand);
        return new RuleExample(attributes, more, outputs, checked, opset);
    }

    /** The same with a setting. */
    public RuleExample with(String attribute, Attribute value) {
        Map<String, Attribute> more = new LinkedHashMap<>(attributes);
        more.put(attribute, value);
        return new RuleExample(more, operands, outputs, checked, opset);
    }

    /** The same with more outputs, the derivative checked through all. */
    public RuleExample withOutputs(int count) {
        return withOutputs(count, count);
    }

    /** The same with more outputs, the derivative checked through the first ones alone. */
    public RuleExample withOutputs(int count, int checkedOutputs) {
        return new RuleExample(attributes, operands, count, checkedOutputs, opset);
    }

    /** The same, meant as operator set {@code version} and newer ones define it. */
    public RuleExample inOpset(long version) {
        return new RuleExample(attributes, operands, outputs, checked, version);
    }

    /**
     * The same over random operands of other lengths: equal lengths stay equal, and 1 stays 1, so
     * that what broadcast still does. A length that a constant or a setting mentions stays as well;
     * where one depends on a length otherwise, the engine refuses the result.
     */
    public RuleExample rescaled(RandomGenerator random) {
        Map<Long, Long> lengths = mentioned();
        List<Operand> others = new ArrayList<>();
        for (Operand operand : operands) {
            others.add(
                    switch (operand) {
                        case Operand.Random(var sizes, var least, var most) ->
                                new Operand.Random(
                                        sizes.stream()
                                                .map(size -> rescaled(size, lengths, random))
                                                .toList(),
                                        least,
                                        most);
                        case Operand.Constant constant -> constant;
                        case Operand.Values values -> values;
                        case Operand.Fed fed -> fed;
                        case Operand.Absent absent -> absent;
                    });
        }
        return new RuleExample(attributes, others, outputs, checked, opset);
    }

    /** Lengths that constants and settings speak of, each by itself. */
    private Map<Long, Long> mentioned() {
        Map<Long, Long> mentioned = new HashMap<>();
        for (Operand operand : operands) {
            switch (operand) {
                case Operand.Constant(TensorValue value) -> mention(value, mentioned);
                case Operand.Fed(TensorValue value) -> mention(value, mentioned);
                case Operand.Values(TensorValue value) -> mention(value, mentioned);
                case Operand.Random _, Operand.Absent _ -> {
                    // Random operands are what is rescaled.
                }
            }
        }
        for (Attribute attribute : attributes.values()) {
            if (attribute instanceof Attribute.OfInts(List<Long> values)) {
                values.forEach(length -> mentioned.put(length, length));
            } else if (attribute instanceof Attribute.OfInt(long length)) {
                mentioned.put(length, length);
            }
        }
        return mentioned;
    }

    private static void mention(TensorValue value, Map<Long, Long> mentioned) {
        value.dimensions().forEach(length -> mentioned.put(length, length));
        if (value.elementType() == ElementType.INT64) {
            Arrays.stream(value.longs()).forEach(length -> mentioned.put(length, length));
        }
    }

    private static long rescaled(long size, Map<Long, Long> lengths, RandomGenerator random) {
        return size < 2 ? size : lengths.computeIfAbsent(size, s -> s + random.nextInt(LONGER + 1));
    }
}
