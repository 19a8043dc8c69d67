package dev.bulwark.onnx.picture;

import dev.bulwark.onnx.describe.Texts;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a box says of a node beside its operator. */
final class NodeText {
    private static final int LONGEST = 34;
    private static final double STEP = 1000;

    private final Map<String, TensorValue> initializers;

    NodeText(Map<String, TensorValue> initializers) {
        this.initializers = initializers;
    }

    /** The settings that matter, e.g. {@code 3×3, stride 2, 16 → 32}. */
    String detail(Node node) {
        List<String> parts = new ArrayList<>();
        node.intsAttribute("kernel_shape").ifPresent(sizes -> parts.add(product(sizes)));
        node.intsAttribute("strides")
                .filter(sizes -> sizes.stream().anyMatch(size -> size != 1))
                .ifPresent(sizes -> parts.add("stride " + uniform(sizes)));
        node.intsAttribute("dilations")
                .filter(sizes -> sizes.stream().anyMatch(size -> size != 1))
                .ifPresent(sizes -> parts.add("dilation " + uniform(sizes)));
        if (node.intAttribute("group", 1) != 1) {
            parts.add(node.intAttribute("group", 1) + " groups");
        }
        weight(node, parts);
        settings(node, parts);
        return Texts.clean(String.join(", ", parts), LONGEST);
    }

    private void weight(Node node, List<String> parts) {
        TensorValue weight = node.input(1).map(initializers::get).orElse(null);
        TensorValue table = node.input(0).map(initializers::get).orElse(null);
        List<Long> shape = weight == null ? List.of() : weight.dimensions();
        long group = node.intAttribute("group", 1);
        switch (node.opType()) {
            case "Conv" -> {
                if (shape.size() > 1) {
                    parts.add("%d → %d".formatted(shape.get(1) * group, shape.getFirst()));
                }
            }
            case "ConvTranspose" -> {
                if (shape.size() > 1) {
                    parts.add("%d → %d".formatted(shape.getFirst(), shape.get(1) * group));
                }
            }
            case "Gemm", "MatMul" -> {
                if (shape.size() > 1) {
                    boolean turned = node.intAttribute("transB", 0) == 1;
                    long from = shape.get(shape.size() - (turned ? 1 : 2));
                    long to = shape.get(shape.size() - (turned ? 2 : 1));
                    parts.add("%d → %d".formatted(from, to));
                }
            }
            case "Gather" -> {
                if (table != null && table.dimensions().size() == 2) {
                    parts.add(product(table.dimensions()) + " table");
                }
            }
            default -> {}
        }
    }

    private static void settings(Node node, List<String> parts) {
        switch (node.opType()) {
            case "LSTM", "GRU", "RNN" -> {
                parts.add("hidden " + node.intAttribute("hidden_size", 0));
                parts.add(node.stringAttribute("direction", "forward"));
            }
            case "Transpose" -> node.intsAttribute("perm").ifPresent(p -> parts.add(list(p)));
            case "Concat", "Softmax", "LogSoftmax", "Split", "ArgMax", "Gather" -> {
                if (node.attributes().get("axis") instanceof Attribute.OfInt(long axis)) {
                    parts.add("axis " + axis);
                }
            }
            default -> {}
        }
    }

    private static String product(List<Long> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
    }

    private static String list(List<Long> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String uniform(List<Long> sizes) {
        return sizes.stream().distinct().count() == 1
                ? sizes.getFirst().toString()
                : product(sizes);
    }

    /** How many real numbers of constants a node reads. */
    long parameters(Node node) {
        return node.inputs().stream()
                .distinct()
                .map(initializers::get)
                .filter(value -> value != null && value.elementType().isReal())
                .mapToLong(TensorValue::elements)
                .sum();
    }

    /** {@code 48}, {@code 2.4k}, {@code 11.2M}. */
    static String count(long number) {
        if (number < STEP) {
            return Long.toString(number);
        }
        double thousands = number / STEP;
        return thousands < STEP
                ? String.format(Locale.ROOT, "%.1fk", thousands)
                : String.format(Locale.ROOT, "%.1fM", thousands / STEP);
    }
}
