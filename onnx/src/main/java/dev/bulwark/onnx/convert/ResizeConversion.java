package dev.bulwark.onnx.convert;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Upsample}, and {@code Resize} of sets 10 to 17. Sets before 11 counted coordinates from
 * the corner, and rounded towards the corner when enlarging.
 */
final class ResizeConversion {
    private static final String MODE = "coordinate_transformation_mode";
    private static final String NEAREST = "nearest_mode";

    private final NodeConversion pen;
    private final Node node;
    private final long opset;

    ResizeConversion(NodeConversion pen, Node node, long opset) {
        this.pen = pen;
        this.node = node;
        this.opset = opset;
    }

    void convert() {
        if (node.opType().equals("Upsample") || opset < 11) {
            fromCorner();
        } else {
            pen.emit(withoutEmptyInputs(withKnownCoordinates()));
        }
    }

    private void fromCorner() {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        String mode = node.stringAttribute("mode", "nearest");
        attributes.put("mode", Attribute.of(mode.equals("bilinear") ? "linear" : mode));
        attributes.put(MODE, Attribute.of("asymmetric"));
        String scales = scales();
        if (mode.equals("nearest")) {
            attributes.put(NEAREST, Attribute.of(rounding(scales)));
        }
        pen.emit(
                new Node(
                        "Resize",
                        "",
                        node.name(),
                        List.of(node.inputs().getFirst(), "", scales),
                        node.outputs(),
                        attributes));
    }

    private String scales() {
        if (node.attributes().get("scales") instanceof Attribute.OfFloats(List<Float> values)) {
            float[] scales = new float[values.size()];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = values.get(i);
            }
            return pen.constant(TensorValue.of(scales, scales.length));
        }
        return node.input(1).orElseThrow(() -> pen.refusal("the scales are missing"));
    }

    /** Enlarging takes the element before, shrinking the one behind. */
    private String rounding(String name) {
        if (node.opType().equals("Upsample")) {
            return "floor";
        }
        float[] scales =
                pen.constantValue(name)
                        .filter(value -> value.elementType() == ElementType.FLOAT)
                        .map(TensorValue::floats)
                        .orElseThrow(() -> pen.refusal("its scales are not constant"));
        boolean grows = false;
        boolean shrinks = false;
        for (float scale : scales) {
            grows |= scale > 1;
            shrinks |= scale < 1;
        }
        if (grows && shrinks) {
            throw pen.refusal("it enlarges one axis and shrinks another");
        }
        return shrinks ? "ceil" : "floor";
    }

    /** {@code tf_half_pixel_for_nn} went in set 13; with floor it is a rounding of half pixels. */
    private Node withKnownCoordinates() {
        if (!node.stringAttribute(MODE, "half_pixel").equals("tf_half_pixel_for_nn")) {
            return node;
        }
        boolean expressible =
                node.stringAttribute("mode", "nearest").equals("nearest")
                        && node.stringAttribute(NEAREST, "round_prefer_floor").equals("floor");
        if (!expressible) {
            throw pen.refusal("tf_half_pixel_for_nn has no counterpart");
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.put(MODE, Attribute.of("half_pixel"));
        attributes.put(NEAREST, Attribute.of("round_prefer_ceil"));
        return node.withAttributes(attributes);
    }

    /** Set 11 wanted every input, empty where it does not count. */
    private Node withoutEmptyInputs(Node resize) {
        List<String> inputs = new ArrayList<>(resize.inputs());
        for (int i = 1; i < inputs.size(); i++) {
            Optional<TensorValue> value = pen.constantValue(inputs.get(i));
            if (value.isPresent() && value.get().elements() == 0) {
                inputs.set(i, "");
            }
        }
        return resize.withInputs(inputs);
    }
}
