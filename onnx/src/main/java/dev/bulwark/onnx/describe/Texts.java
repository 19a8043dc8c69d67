package dev.bulwark.onnx.describe;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Types, shapes and settings as people read them. Whatever comes from a file is cut short and
 * cleaned of control characters, which could steer a terminal.
 */
public final class Texts {
    /** More of a list would hide the rest of the line. */
    private static final int MOST_SHOWN = 8;

    private static final int LONGEST_TEXT = 120;
    private static final double STEP = 1024;

    private Texts() {}

    /** {@code float [batch, 3, 28, 28]}. */
    public static String type(ValueType type) {
        return switch (type) {
            case ValueType.OfTensor(var element, Shape shape) ->
                    element.name().toLowerCase(Locale.ROOT) + " " + shape(shape);
            case ValueType.OfSequence(ValueType element) -> "sequence of " + type(element);
            case ValueType.OfMap(var key, ValueType value) ->
                    "map of %s to %s".formatted(key.name().toLowerCase(Locale.ROOT), type(value));
            case ValueType.OfOptional(ValueType element) -> "optional " + type(element);
            case ValueType.OfSparseTensor(var element, Shape shape) ->
                    "sparse %s %s".formatted(element.name().toLowerCase(Locale.ROOT), shape(shape));
            case ValueType.OfOpaque(String domain, String name) ->
                    "opaque %s %s".formatted(clean(domain, 24), clean(name, 24));
            case ValueType.Unspecified() -> "unknown";
        };
    }

    /** {@code [batch, 3, 28, 28]}; {@code ?} for a length that is not known. */
    public static String shape(Shape shape) {
        return switch (shape) {
            case Shape.Unranked() -> "[…]";
            case Shape.Ranked(List<Dimension> dimensions) ->
                    dimensions.stream()
                            .map(Texts::dimension)
                            .collect(Collectors.joining(", ", "[", "]"));
        };
    }

    /** {@code 28}, {@code batch} or {@code ?}. */
    public static String dimension(Dimension dimension) {
        return switch (dimension) {
            case Dimension.Fixed(long size) -> Long.toString(size);
            case Dimension.Symbolic(String name) -> clean(name, 24);
            case Dimension.Unknown() -> "?";
        };
    }

    /** A setting of a node. */
    public static String attribute(Attribute attribute) {
        return switch (attribute) {
            case Attribute.OfFloat(float value) -> Float.toString(value);
            case Attribute.OfInt(long value) -> Long.toString(value);
            case Attribute.OfString(Bytes bytes) -> "\"" + text(bytes) + "\"";
            case Attribute.OfTensor(TensorValue value) -> tensor(value);
            case Attribute.OfGraph(var graph) -> "graph of " + graph.nodes().size() + " nodes";
            case Attribute.OfFloats(List<Float> values) -> list(values, String::valueOf);
            case Attribute.OfInts(List<Long> values) -> list(values, String::valueOf);
            case Attribute.OfStrings(List<Bytes> values) -> list(values, Texts::text);
            case Attribute.OfTensors(List<TensorValue> values) -> list(values, Texts::tensor);
            case Attribute.Reference(var referred, _) -> "@" + clean(referred, 24);
            case Attribute.OfGraphs(var graphs) -> graphs.size() + " graphs";
            case Attribute.OfSparseTensor(var value) -> "sparse " + type(value.denseType());
            case Attribute.OfSparseTensors(var values) -> values.size() + " sparse tensors";
            case Attribute.OfType(ValueType value, _) -> type(value);
            case Attribute.OfTypes(var values) -> list(values, value -> type(value.value()));
        };
    }

    /** A constant: its value where that is short, else its type. */
    public static String tensor(TensorValue value) {
        if (value.elements() > MOST_SHOWN) {
            return type(value.type());
        }
        return switch (value.elementType()) {
            case FLOAT -> numbers(value, i -> Float.toString(value.floats()[i]));
            case DOUBLE -> numbers(value, i -> Double.toString(value.doubles()[i]));
            case INT64 -> numbers(value, i -> Long.toString(value.longs()[i]));
            case STRING -> list(value.texts(), text -> clean(text, 24));
            case UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    INT32,
                    BOOL,
                    FLOAT16,
                    UINT32,
                    UINT64,
                    COMPLEX64,
                    COMPLEX128,
                    BFLOAT16,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 ->
                    type(value.type());
        };
    }

    private static String numbers(TensorValue value, Function<Integer, String> element) {
        List<String> shown =
                java.util.stream.IntStream.range(0, (int) value.elements())
                        .mapToObj(element::apply)
                        .toList();
        return value.dimensions().isEmpty() ? shown.getFirst() : shown.toString();
    }

    private static <T> String list(List<T> values, Function<T, String> element) {
        String shown =
                values.stream().limit(MOST_SHOWN).map(element).collect(Collectors.joining(", "));
        return values.size() > MOST_SHOWN
                ? "[%s, … %d more]".formatted(shown, values.size() - MOST_SHOWN)
                : "[" + shown + "]";
    }

    private static String text(Bytes bytes) {
        return clean(new String(bytes.toArray(), StandardCharsets.UTF_8), 40);
    }

    /** A name or text from a file, for one line of output. */
    public static String clean(String text) {
        return clean(text, LONGEST_TEXT);
    }

    /** As {@link #clean(String)}, with at most {@code longest} characters of it. */
    public static String clean(String text, int longest) {
        String head = text.length() > longest ? text.substring(0, longest) + "…" : text;
        return head.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]", "?");
    }

    /** {@code 12 B}, {@code 3.4 KiB}. */
    public static String size(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double value = bytes;
        String unit = "B";
        for (String next : List.of("KiB", "MiB", "GiB")) {
            if (value >= STEP) {
                value /= STEP;
                unit = next;
            }
        }
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
