package dev.bulwark.onnx.convert;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One node of the standard domain, from the set it is written for to {@link Opsets#TARGET}. What
 * changed between sets is a table in words in the operator changelog; operators without a case here
 * kept their meaning, or only gained types and settings whose defaults are the old behaviour.
 */
final class NodeConversion {
    private static final String AXES = "axes";

    private final Conversion conversion;
    private final Node node;
    private final long opset;
    private final List<Node> result = new ArrayList<>();

    NodeConversion(Conversion conversion, Node node, long opset) {
        this.conversion = conversion;
        this.node = node;
        this.opset = opset;
    }

    List<Node> convert() {
        switch (node.opType()) {
            case "ReduceMean",
                    "ReduceMax",
                    "ReduceMin",
                    "ReduceProd",
                    "ReduceL1",
                    "ReduceL2",
                    "ReduceLogSum",
                    "ReduceLogSumExp",
                    "ReduceSumSquare" ->
                    axesToInput();
            case "ReduceSum", "Squeeze", "Unsqueeze" -> ifBefore(13, this::axesToInput);
            case "Split" -> split();
            case "Softmax", "LogSoftmax", "Hardmax" -> ifBefore(13, this::flattened);
            case "Clip" -> ifBefore(11, this::clip);
            case "Pad" -> ifBefore(11, this::pad);
            case "Slice" -> ifBefore(10, this::slice);
            case "TopK" -> ifBefore(10, this::topK);
            case "Dropout" -> ifBefore(12, this::dropout);
            case "BatchNormalization" -> ifBefore(14, () -> emit(inItsNewForm()));
            case "Upsample", "Resize" -> new ResizeConversion(this, node, opset).convert();
            case "Scatter" -> emit(node.withOperator("ScatterElements"));
            case "RoiAlign" -> ifBefore(16, this::roiAlign);
            case "Scan" -> ifBefore(9, () -> refuse("Scan of set 8 works on batches of sequences"));
            default -> emit(node);
        }
        return List.copyOf(result);
    }

    private void ifBefore(long changedIn, Runnable change) {
        if (opset < changedIn) {
            change.run();
        } else {
            emit(node);
        }
    }

    private void axesToInput() {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.remove(AXES);
        List<String> inputs = new ArrayList<>(node.inputs());
        // No axes, or none named: all of them, then as now.
        node.intsAttribute(AXES)
                .filter(axes -> !axes.isEmpty())
                .ifPresent(axes -> inputs.add(constant(vector(axes))));
        emit(node.withInputs(inputs).withAttributes(attributes));
    }

    private void split() {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        Attribute sizes = attributes.remove("split");
        List<String> inputs = new ArrayList<>(node.inputs());
        if (sizes instanceof Attribute.OfInts(List<Long> values) && !values.isEmpty()) {
            inputs.add(constant(vector(values)));
        } else if (node.input(1).isEmpty()) {
            attributes.put("num_outputs", Attribute.of((long) node.outputs().size()));
            inputs = new ArrayList<>(inputs.subList(0, 1));
        }
        emit(node.withInputs(inputs).withAttributes(attributes));
    }

    /** Before set 13, all axes from {@code axis} on were one. */
    private void flattened() {
        long from = node.intAttribute("axis", 1);
        String input = node.inputs().getFirst();
        if (from == -1 || conversion.rank(input).equals(OptionalInt.of((int) from + 1))) {
            emit(node.withAttributes(Map.of("axis", Attribute.of(-1L))));
            return;
        }
        Attribute axis = Attribute.of(from);
        String flat = emit("Flatten", List.of(input), Map.of("axis", axis));
        String soft = emit(node.opType(), List.of(flat), Map.of("axis", Attribute.of(1L)));
        String shape = emit("Shape", List.of(input), Map.of());
        emit(renamed("Reshape", List.of(soft, shape), node.outputs()));
    }

    private void clip() {
        String input = node.inputs().getFirst();
        List<String> inputs = new ArrayList<>(List.of(input));
        inputs.add(bound("min", input));
        inputs.add(bound("max", input));
        emit(renamed("Clip", inputs, node.outputs()));
    }

    private String bound(String attribute, String like) {
        return node.attributes().get(attribute) instanceof Attribute.OfFloat(float value)
                ? scalar(value, like)
                : "";
    }

    private void pad() {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.remove("pads");
        attributes.remove("value");
        String input = node.inputs().getFirst();
        List<String> inputs = new ArrayList<>(List.of(input));
        inputs.add(constant(vector(required("pads"))));
        float value = node.floatAttribute("value", 0);
        if (value != 0) {
            inputs.add(scalar(value, input));
        }
        emit(node.withInputs(inputs).withAttributes(attributes));
    }

    private void slice() {
        List<String> inputs = new ArrayList<>(List.of(node.inputs().getFirst()));
        inputs.add(constant(vector(required("starts"))));
        inputs.add(constant(vector(required("ends"))));
        node.intsAttribute(AXES).ifPresent(axes -> inputs.add(constant(vector(axes))));
        emit(renamed("Slice", inputs, node.outputs()));
    }

    private void topK() {
        long k =
                node.intAttribute("k")
                        .orElseThrow(() -> refusal("it does not say how many to take"));
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.remove("k");
        emit(
                node.withInputs(List.of(node.inputs().getFirst(), constant(TensorValue.vector(k))))
                        .withAttributes(attributes));
    }

    /** Until set 12 a model was either for training or for use, and files are for use. */
    private void dropout() {
        requireUnread(1, "the mask of a Dropout that drops nothing");
        emit(
                renamed(
                        "Dropout",
                        List.of(node.inputs().getFirst()),
                        List.of(node.outputs().getFirst())));
    }

    /** Until set 14, further outputs asked for made it the form of training. */
    private Node inItsNewForm() {
        if (node.intAttribute("spatial", 1) != 1) {
            throw refusal("statistics per position (spatial = 0) have no counterpart");
        }
        requireUnread(3, "the saved mean");
        requireUnread(4, "the saved variance");
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.remove("spatial");
        boolean training = false;
        for (int i = 1; i < node.outputs().size(); i++) {
            training |= node.output(i).isPresent();
        }
        if (training) {
            attributes.put("training_mode", Attribute.of(1L));
        }
        int outputs = training ? Math.min(3, node.outputs().size()) : 1;
        return new Node(
                node.opType(),
                "",
                node.name(),
                node.inputs(),
                node.outputs().subList(0, outputs),
                attributes);
    }

    private void roiAlign() {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.put("coordinate_transformation_mode", Attribute.of("output_half_pixel"));
        emit(node.withAttributes(attributes));
    }

    private void requireUnread(int output, String what) {
        if (node.output(output).filter(conversion::isUsed).isPresent()) {
            throw refusal("'" + node.outputs().get(output) + "', " + what + ", is read");
        }
    }

    private List<Long> required(String attribute) {
        return node.intsAttribute(attribute)
                .orElseThrow(() -> refusal("the attribute '" + attribute + "' is missing"));
    }

    private static TensorValue vector(List<Long> values) {
        return TensorValue.vector(values.stream().mapToLong(Long::longValue).toArray());
    }

    /** A scalar of the element type of {@code like}. */
    private String scalar(float value, String like) {
        Optional<ElementType> type = conversion.type(like).map(ValueType.OfTensor::elementType);
        if (type.equals(Optional.of(ElementType.DOUBLE))) {
            return constant(TensorValue.of(new double[] {value}));
        }
        String single = constant(TensorValue.of(new float[] {value}));
        return type.equals(Optional.of(ElementType.FLOAT))
                ? single
                : emit("CastLike", List.of(single, like), Map.of());
    }

    String constant(TensorValue value) {
        return conversion.constant(value);
    }

    Optional<TensorValue> constantValue(String value) {
        return conversion.constantValue(value);
    }

    /** Adds a node of the converter's own and returns the name of its output. */
    private String emit(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        String output = conversion.fresh("converted_" + operator);
        result.add(new Node(operator, "", output, inputs, List.of(output), attributes));
        return output;
    }

    void emit(Node converted) {
        result.add(converted);
    }

    /** A node in place of this one, without settings. */
    private Node renamed(String operator, List<String> inputs, List<String> outputs) {
        return new Node(operator, "", node.name(), inputs, outputs, Map.of());
    }

    private void refuse(String why) {
        throw refusal(why);
    }

    BulwarkException refusal(String why) {
        return new BulwarkException(
                "MODEL_UNSUPPORTED",
                "%s of operator set %d cannot be converted to set %d: %s"
                        .formatted(node.describe(), opset, Opsets.TARGET, why),
                "export the model again with opset_version=" + Opsets.TARGET);
    }
}
