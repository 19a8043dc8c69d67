package dev.bulwark.onnx.gradient.tabular;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the rules over rows of features share. */
final class Rows {
    private Rows() {}

    /** A list of numbers that the node is set with, a FLOAT vector; empty where it is not set. */
    static Optional<String> numbers(Backward b, String attribute) {
        return values(b, attribute)
                .map(values -> b.constant(TensorValue.of(values, values.length)));
    }

    private static Optional<float[]> values(Backward b, String attribute) {
        if (!(b.node().attributes().get(attribute) instanceof Attribute.OfFloats(var list))) {
            return Optional.empty();
        }
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        return Optional.of(values);
    }

    /** How many numbers the node is set with. */
    static int count(Backward b, String attribute) {
        return values(b, attribute).map(values -> values.length).orElse(0);
    }

    /** The coefficients, FLOAT {@code [rows, features]}. */
    static String matrix(Backward b, String attribute, long rows) {
        float[] values =
                values(b, attribute).orElseThrow(() -> b.unsupported("it has no " + attribute));
        if (rows < 1 || values.length % rows != 0) {
            throw b.unsupported(
                    "%d %s do not make %d rows".formatted(values.length, attribute, rows));
        }
        return b.constant(TensorValue.of(values, rows, values.length / rows));
    }

    /** The gradient of the scores before the transformation that the node ends in. */
    static String beforeTransform(Backward b, String scores, String gradient) {
        String transform = b.node().stringAttribute("post_transform", "NONE");
        String one = b.constant(TensorValue.of(new float[] {1}));
        return switch (transform) {
            case "NONE" -> gradient;
            case "LOGISTIC" -> {
                String slope = b.emit("Mul", scores, b.emit("Sub", one, scores));
                yield b.emit("Mul", gradient, slope);
            }
            case "SOFTMAX" -> {
                String weighted = b.emit("Mul", gradient, scores);
                String sum = b.emit("ReduceSum", weighted, b.ints(-1));
                yield b.emit("Sub", weighted, b.emit("Mul", scores, sum));
            }
            default -> throw b.unsupported("its post_transform is " + transform);
        };
    }

    /** A FLOAT gradient in the shape and type of an input. */
    static void add(Backward b, int input, String gradient) {
        ElementType type = b.elementType(b.input(input));
        b.add(
                input,
                type == ElementType.FLOAT
                        ? gradient
                        : b.emit(
                                "Cast",
                                List.of(gradient),
                                Map.of("to", Attribute.of((long) type.code()))));
    }

    /** Real numbers as an attribute. */
    static Attribute floats(float... values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return new Attribute.OfFloats(list);
    }
}
