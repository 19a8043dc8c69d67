package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One use of an operator with parameters, at which per-example gradients are checked.
 *
 * @param operator the operator
 * @param attributes settings of the node
 * @param operands what it reads, in order
 * @param outputs how many outputs it makes; all go into the loss
 * @param opset standard operator set of the model around it
 */
public record ExampleCase(
        String operator,
        Map<String, Attribute> attributes,
        List<Operand> operands,
        int outputs,
        long opset) {
    public ExampleCase {
        attributes = Map.copyOf(attributes);
        operands = List.copyOf(operands);
    }

    /** One input of the node. */
    public sealed interface Operand {
        /**
         * Random numbers in [-1, 1] of the examples, and for {@code limit > 0} random integers from
         * 0 to {@code limit − 1}.
         *
         * @param axis where the examples lie
         * @param sizes its shape without that axis
         * @param limit 0 for real numbers
         */
        record OfExamples(int axis, List<Long> sizes, long limit) implements Operand {
            public OfExamples {
                sizes = List.copyOf(sizes);
            }
        }

        /** A parameter, random in [0.5, 1.5]. */
        record OfAll(List<Long> sizes) implements Operand {
            public OfAll {
                sizes = List.copyOf(sizes);
            }
        }

        /** A constant. */
        record Constant(TensorValue value) implements Operand {}

        /** An optional input left out. */
        record Absent() implements Operand {}
    }

    /** A node without settings and operands. */
    public static ExampleCase of(String operator) {
        return new ExampleCase(operator, Map.of(), List.of(), 1, Model.OPSET);
    }

    /** Then real numbers with the examples at {@code axis}, and the other lengths. */
    public ExampleCase examples(int axis, long... sizes) {
        return and(new Operand.OfExamples(axis, boxed(sizes), 0));
    }

    /** Then integers below {@code limit} with the examples at {@code axis}. */
    public ExampleCase indices(long limit, int axis, long... sizes) {
        return and(new Operand.OfExamples(axis, boxed(sizes), limit));
    }

    /** Then a parameter. */
    public ExampleCase parameter(long... sizes) {
        return and(new Operand.OfAll(boxed(sizes)));
    }

    /** Then a constant. */
    public ExampleCase constant(TensorValue value) {
        return and(new Operand.Constant(value));
    }

    /** Then nothing. */
    public ExampleCase absent() {
        return and(new Operand.Absent());
    }

    private ExampleCase and(Operand operand) {
        List<Operand> more = new ArrayList<>(operands);
        more.add(operand);
        return new ExampleCase(operator, attributes, more, outputs, opset);
    }

    /** The same with a setting. */
    public ExampleCase with(String attribute, Attribute value) {
        Map<String, Attribute> more = new LinkedHashMap<>(attributes);
        more.put(attribute, value);
        return new ExampleCase(operator, more, operands, outputs, opset);
    }

    /** The same with more outputs. */
    public ExampleCase withOutputs(int count) {
        return new ExampleCase(operator, attributes, operands, count, opset);
    }

    /** The same in a newer operator set. */
    public ExampleCase inOpset(long version) {
        return new ExampleCase(operator, attributes, operands, outputs, version);
    }

    private static List<Long> boxed(long[] sizes) {
        return Arrays.stream(sizes).boxed().toList();
    }
}
