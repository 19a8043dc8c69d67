package dev.bulwark.onnx.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What follows for the outputs of one node (ONNX operator schemas, "type and shape inference"). */
final class NodeTypes {
    private static final Set<String> LIKE_FIRST_INPUT =
            Set.of(
                    "Relu",
                    "Sigmoid",
                    "Tanh",
                    "Neg",
                    "Exp",
                    "Log",
                    "Sqrt",
                    "Abs",
                    "Erf",
                    "Identity",
                    "Softmax",
                    "LogSoftmax",
                    "Elu",
                    "LeakyRelu",
                    "HardSigmoid",
                    "HardSwish",
                    "Softplus",
                    "Softsign",
                    "Clip",
                    "BatchNormalization",
                    "Sign",
                    "Floor",
                    "Ceil",
                    "Round",
                    "Reciprocal",
                    "Sin",
                    "Cos",
                    "Gelu",
                    "Selu",
                    "Celu",
                    "Mish",
                    "CumSum",
                    "LayerNormalization",
                    "InstanceNormalization",
                    "GroupNormalization",
                    "PRelu",
                    "Dropout",
                    "ScatterElements",
                    "ScatterND");
    private static final Set<String> BROADCAST =
            Set.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mean", "Mod");
    private static final Set<String> LOGICAL =
            Set.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor");

    private final TypeInference inference;
    private final Node node;
    private final NodeOperands in;
    private final Layouts layouts;

    NodeTypes(TypeInference inference, Node node) {
        this.inference = inference;
        this.node = node;
        this.in = new NodeOperands(inference, node);
        this.layouts = new Layouts(in, node);
    }

    void infer() {
        if (node.domain().isEmpty() && !node.outputs().isEmpty()) {
            standard();
        }
    }

    private void standard() {
        String operator = node.opType();
        if (LIKE_FIRST_INPUT.contains(operator)) {
            likeFirst();
        } else if (BROADCAST.contains(operator)) {
            in.element(0).ifPresent(type -> put(0, type, broadcast(0)));
        } else if (LOGICAL.contains(operator)) {
            put(0, ElementType.BOOL, broadcast(0));
        } else if (operator.startsWith("Reduce")) {
            in.element(0).ifPresent(type -> put(0, type, reduced()));
        } else {
            others(operator);
        }
    }

    private void others(String operator) {
        switch (operator) {
            case "Where" -> in.element(1).ifPresent(type -> put(0, type, broadcast(0)));
            case "Not", "IsNaN", "IsInf" -> put(0, ElementType.BOOL, in.shape(0));
            case "Cast" ->
                    node.intAttribute("to").stream()
                            .mapToObj(code -> ElementType.ofCode((int) code))
                            .flatMap(Optional::stream)
                            .forEach(type -> put(0, type, in.shape(0)));
            case "CastLike" -> in.element(1).ifPresent(type -> put(0, type, in.shape(0)));
            case "Gemm" -> in.element(0).ifPresent(type -> put(0, type, gemm()));
            case "MatMul" -> in.element(0).ifPresent(type -> put(0, type, matMul()));
            case "Concat" -> in.element(0).ifPresent(type -> put(0, type, layouts.concat()));
            case "Transpose" -> in.element(0).ifPresent(type -> put(0, type, layouts.transposed()));
            case "Flatten" -> in.element(0).ifPresent(type -> put(0, type, layouts.flattened()));
            case "Reshape" -> in.element(0).ifPresent(type -> put(0, type, layouts.reshaped()));
            case "Squeeze" -> in.element(0).ifPresent(type -> put(0, type, layouts.squeezed()));
            case "Unsqueeze" -> in.element(0).ifPresent(type -> put(0, type, layouts.unsqueezed()));
            case "Gather" -> in.element(0).ifPresent(type -> put(0, type, layouts.gathered()));
            case "Split", "Shape", "Size", "ArgMax", "ArgMin", "Constant", "OneHot", "TopK" ->
                    indexing(operator);
            case "SoftmaxCrossEntropyLoss" -> crossEntropy();
            case "Conv",
                    "ConvTranspose",
                    "MaxPool",
                    "AveragePool",
                    "GlobalAveragePool",
                    "GlobalMaxPool",
                    "Slice",
                    "Pad",
                    "Resize" ->
                    in.element(0).ifPresent(type -> put(0, type, sameRank()));
            case "Expand" -> in.element(0).ifPresent(type -> put(0, type, layouts.expanded()));
            case "Tile" -> in.element(0).ifPresent(type -> put(0, type, new Shape.Unranked()));
            default -> {
                // An operator we know nothing of: its outputs stay as declared.
            }
        }
    }

    private void indexing(String operator) {
        switch (operator) {
            case "Split" -> split();
            case "Shape" -> shapeOfInput();
            case "Size" -> put(0, ElementType.INT64, Shape.of());
            case "Constant" -> constant();
            case "TopK" -> {
                in.element(0).ifPresent(type -> put(0, type, sameRank()));
                put(1, ElementType.INT64, sameRank());
            }
            case "OneHot" -> in.element(2).ifPresent(type -> put(0, type, oneHot()));
            default -> put(0, ElementType.INT64, argument());
        }
    }

    private void likeFirst() {
        in.element(0).ifPresent(type -> put(0, type, in.shape(0)));
        if (node.opType().equals("Dropout")) {
            put(1, ElementType.BOOL, in.shape(0));
        }
        if (node.opType().equals("Identity") && node.input(0).isPresent()) {
            inference
                    .constant(node.input(0).get())
                    .ifPresent(value -> inference.putConstant(node.outputs().getFirst(), value));
        }
    }

    private void put(int output, ElementType type, Shape shape) {
        node.output(output)
                .ifPresent(name -> inference.put(name, new ValueType.OfTensor(type, shape)));
    }

    private Shape broadcast(int from) {
        Optional<List<Dimension>> result = in.dims(from);
        for (int i = from + 1; i < node.inputs().size() && result.isPresent(); i++) {
            List<Dimension> left = result.get();
            result = in.dims(i).map(right -> Broadcast.of(left, right));
        }
        return result.map(NodeOperands::ranked).orElseGet(Shape.Unranked::new);
    }

    private Shape gemm() {
        if (in.dims(0).isEmpty() || in.dims(1).isEmpty()) {
            return NodeOperands.ranked(List.of(new Dimension.Unknown(), new Dimension.Unknown()));
        }
        List<Dimension> a = in.dims(0).get();
        List<Dimension> b = in.dims(1).get();
        if (a.size() != 2 || b.size() != 2) {
            return new Shape.Unranked();
        }
        return NodeOperands.ranked(
                List.of(
                        a.get(node.intAttribute("transA", 0) != 0 ? 1 : 0),
                        b.get(node.intAttribute("transB", 0) != 0 ? 0 : 1)));
    }

    private Shape matMul() {
        Optional<List<Dimension>> left = in.dims(0);
        Optional<List<Dimension>> right = in.dims(1);
        if (left.isEmpty() || right.isEmpty() || left.get().isEmpty() || right.get().isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> a = left.get();
        List<Dimension> b = right.get();
        List<Dimension> result =
                new ArrayList<>(
                        Broadcast.of(
                                a.subList(0, Math.max(0, a.size() - 2)),
                                b.subList(0, Math.max(0, b.size() - 2))));
        if (a.size() > 1) {
            result.add(a.get(a.size() - 2));
        }
        if (b.size() > 1) {
            result.add(b.getLast());
        }
        return NodeOperands.ranked(result);
    }

    private void split() {
        Optional<ElementType> type = in.element(0);
        OptionalInt axis = in.axis("axis", 0, 0);
        if (type.isEmpty() || axis.isEmpty()) {
            return;
        }
        Optional<long[]> parts = in.longs(1);
        for (int i = 0; i < node.outputs().size(); i++) {
            List<Dimension> result = new ArrayList<>(in.dims(0).orElseThrow());
            boolean known = parts.isPresent() && i < parts.get().length && parts.get()[i] >= 0;
            result.set(
                    axis.getAsInt(),
                    known ? Dimension.of(parts.orElseThrow()[i]) : new Dimension.Unknown());
            put(i, type.get(), NodeOperands.ranked(result));
        }
    }

    private void shapeOfInput() {
        boolean whole = node.intAttribute("start").isEmpty() && node.intAttribute("end").isEmpty();
        put(0, ElementType.INT64, NodeOperands.ranked(NodeOperands.unknown(1)));
        in.shape(0)
                .fixed()
                .filter(sizes -> whole)
                .ifPresent(sizes ->
                        inference.putConstant(
                                node.outputs().getFirst(),
                                TensorValue.vector(
                                        sizes.stream().mapToLong(Long::longValue).toArray())));
    }

    private Shape reduced() {
        if (in.dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = in.dims(0).get();
        boolean keep = node.intAttribute("keepdims", 1) != 0;
        boolean given = node.input(1).isPresent() || node.intsAttribute("axes").isPresent();
        Optional<List<Long>> axes = in.axes(1);
        if (given && axes.isEmpty()) {
            return keep
                    ? NodeOperands.ranked(NodeOperands.unknown(from.size()))
                    : new Shape.Unranked();
        }
        Set<Long> gone = new HashSet<>();
        axes.ifPresent(list -> list.forEach(a -> gone.add(a < 0 ? a + from.size() : a)));
        if (gone.isEmpty() && node.intAttribute("noop_with_empty_axes", 0) != 0) {
            return NodeOperands.ranked(from);
        }
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (!gone.isEmpty() && !gone.contains((long) i)) {
                result.add(from.get(i));
            } else if (keep) {
                result.add(Dimension.of(1));
            }
        }
        return NodeOperands.ranked(result);
    }

    private Shape argument() {
        OptionalInt axis = in.axis("axis", 0, 0);
        if (axis.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(in.dims(0).orElseThrow());
        if (node.intAttribute("keepdims", 1) != 0) {
            result.set(axis.getAsInt(), Dimension.of(1));
        } else {
            result.remove(axis.getAsInt());
        }
        return NodeOperands.ranked(result);
    }

    private void constant() {
        if (node.attributes().get("value") instanceof Attribute.OfTensor(TensorValue value)) {
            inference.putConstant(node.outputs().getFirst(), value);
        } else if (node.attributes().get("value_int") instanceof Attribute.OfInt(long value)) {
            inference.putConstant(node.outputs().getFirst(), TensorValue.of(new long[] {value}));
        } else if (node.attributes().get("value_ints") instanceof Attribute.OfInts(var values)) {
            inference.putConstant(
                    node.outputs().getFirst(),
                    TensorValue.vector(values.stream().mapToLong(Long::longValue).toArray()));
        } else if (node.attributes().get("value_float") instanceof Attribute.OfFloat(float v)) {
            inference.putConstant(node.outputs().getFirst(), TensorValue.of(new float[] {v}));
        }
    }

    private Shape oneHot() {
        if (in.dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(in.dims(0).get());
        long axis = node.intAttribute("axis", -1);
        int at = (int) (axis < 0 ? axis + result.size() + 1 : axis);
        if (at < 0 || at > result.size()) {
            return new Shape.Unranked();
        }
        Optional<long[]> depth = in.longs(1).filter(values -> values.length == 1 && values[0] >= 0);
        result.add(at, depth.isPresent() ? Dimension.of(depth.get()[0]) : new Dimension.Unknown());
        return NodeOperands.ranked(result);
    }

    private void crossEntropy() {
        in.element(0)
                .ifPresent(type -> {
                    boolean each = node.stringAttribute("reduction", "mean").equals("none");
                    put(0, type, each ? in.shape(1) : Shape.of());
                    put(1, type, in.shape(0));
                });
    }

    private Shape sameRank() {
        return in.dims(0)
                .map(d -> NodeOperands.ranked(NodeOperands.unknown(d.size())))
                .orElseGet(Shape.Unranked::new);
    }
}
