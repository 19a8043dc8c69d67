package dev.bulwark.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
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
    private final long opset;

    NodeTypes(TypeInference inference, Node node, long opset) {
        this.inference = inference;
        this.node = node;
        this.opset = opset;
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
            element(0).ifPresent(type -> put(0, type, broadcast(0)));
        } else if (LOGICAL.contains(operator)) {
            put(0, ElementType.BOOL, broadcast(0));
        } else if (operator.startsWith("Reduce")) {
            element(0).ifPresent(type -> put(0, type, reduced()));
        } else {
            others(operator);
        }
    }

    private void others(String operator) {
        switch (operator) {
            case "Where" -> element(1).ifPresent(type -> put(0, type, broadcast(0)));
            case "Not", "IsNaN", "IsInf" -> put(0, ElementType.BOOL, shape(0));
            case "Cast" ->
                    node.intAttribute("to").stream()
                            .mapToObj(code -> ElementType.ofCode((int) code))
                            .flatMap(Optional::stream)
                            .forEach(type -> put(0, type, shape(0)));
            case "CastLike" -> element(1).ifPresent(type -> put(0, type, shape(0)));
            case "Gemm" -> element(0).ifPresent(type -> put(0, type, gemm()));
            case "MatMul" -> element(0).ifPresent(type -> put(0, type, matMul()));
            case "Concat" -> element(0).ifPresent(type -> put(0, type, concat()));
            case "Transpose" -> element(0).ifPresent(type -> put(0, type, transposed()));
            case "Flatten" -> element(0).ifPresent(type -> put(0, type, flattened()));
            case "Reshape" -> element(0).ifPresent(type -> put(0, type, reshaped()));
            case "Squeeze" -> element(0).ifPresent(type -> put(0, type, squeezed()));
            case "Unsqueeze" -> element(0).ifPresent(type -> put(0, type, unsqueezed()));
            case "Gather" -> element(0).ifPresent(type -> put(0, type, gathered()));
            case "Split" -> split();
            case "Shape" -> shapeOfInput();
            case "Size" -> put(0, ElementType.INT64, Shape.of());
            case "ArgMax", "ArgMin" -> put(0, ElementType.INT64, argument());
            case "Constant" -> constant();
            case "OneHot" -> element(2).ifPresent(type -> put(0, type, oneHot()));
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
                    element(0).ifPresent(type -> put(0, type, sameRank()));
            case "Expand" -> element(0).ifPresent(type -> put(0, type, expanded()));
            case "Tile" -> element(0).ifPresent(type -> put(0, type, new Shape.Unranked()));
            default -> {
                // An operator we know nothing of: its outputs stay as declared.
            }
        }
    }

    private void likeFirst() {
        element(0).ifPresent(type -> put(0, type, shape(0)));
        if (node.opType().equals("Dropout")) {
            put(1, ElementType.BOOL, shape(0));
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

    private Optional<ElementType> element(int input) {
        return node.input(input).flatMap(inference::type).map(ValueType.OfTensor::elementType);
    }

    private Shape shape(int input) {
        return node.input(input)
                .flatMap(inference::type)
                .map(ValueType.OfTensor::shape)
                .orElseGet(Shape.Unranked::new);
    }

    private Optional<List<Dimension>> dims(int input) {
        return shape(input) instanceof Shape.Ranked(List<Dimension> dimensions)
                ? Optional.of(dimensions)
                : Optional.empty();
    }

    private static Shape ranked(List<Dimension> dimensions) {
        return new Shape.Ranked(dimensions);
    }

    private Shape broadcast(int from) {
        Optional<List<Dimension>> result = dims(from);
        for (int i = from + 1; i < node.inputs().size() && result.isPresent(); i++) {
            List<Dimension> left = result.get();
            result = dims(i).map(right -> Broadcast.of(left, right));
        }
        return result.map(NodeTypes::ranked).orElseGet(Shape.Unranked::new);
    }

    private Shape gemm() {
        if (dims(0).isEmpty() || dims(1).isEmpty()) {
            return ranked(List.of(new Dimension.Unknown(), new Dimension.Unknown()));
        }
        List<Dimension> a = dims(0).get();
        List<Dimension> b = dims(1).get();
        if (a.size() != 2 || b.size() != 2) {
            return new Shape.Unranked();
        }
        return ranked(
                List.of(
                        a.get(node.intAttribute("transA", 0) != 0 ? 1 : 0),
                        b.get(node.intAttribute("transB", 0) != 0 ? 0 : 1)));
    }

    private Shape matMul() {
        Optional<List<Dimension>> left = dims(0);
        Optional<List<Dimension>> right = dims(1);
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
        return ranked(result);
    }

    private Shape concat() {
        OptionalInt axis = axis("axis", 0, 0);
        if (axis.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(dims(0).orElseThrow());
        long total = 0;
        boolean known = true;
        for (int i = 0; i < node.inputs().size(); i++) {
            List<Dimension> part = dims(i).orElse(List.of());
            if (part.size() != result.size()) {
                return ranked(unknown(result.size()));
            }
            for (int d = 0; d < part.size(); d++) {
                if (result.get(d) instanceof Dimension.Unknown) {
                    result.set(d, part.get(d));
                }
            }
            known &= part.get(axis.getAsInt()) instanceof Dimension.Fixed;
            total += part.get(axis.getAsInt()) instanceof Dimension.Fixed(long size) ? size : 0;
        }
        result.set(axis.getAsInt(), known ? Dimension.of(total) : new Dimension.Unknown());
        return ranked(result);
    }

    private Shape transposed() {
        if (dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = dims(0).get();
        Optional<List<Long>> order = node.intsAttribute("perm");
        if (order.isEmpty()) {
            return ranked(from.reversed());
        }
        if (order.get().stream().anyMatch(axis -> axis < 0 || axis >= from.size())) {
            return new Shape.Unranked();
        }
        return ranked(order.get().stream().map(axis -> from.get(axis.intValue())).toList());
    }

    private Shape flattened() {
        if (dims(0).isEmpty()) {
            return ranked(unknown(2));
        }
        List<Dimension> from = dims(0).get();
        long axis = node.intAttribute("axis", 1);
        int split = (int) (axis < 0 ? axis + from.size() : axis);
        if (split < 0 || split > from.size()) {
            return ranked(unknown(2));
        }
        return ranked(
                List.of(
                        product(from.subList(0, split)),
                        product(from.subList(split, from.size()))));
    }

    private static Dimension product(List<Dimension> dimensions) {
        if (dimensions.size() == 1) {
            return dimensions.getFirst();
        }
        long product = 1;
        for (Dimension dimension : dimensions) {
            if (!(dimension instanceof Dimension.Fixed(long size))
                    || size > Integer.MAX_VALUE
                    || product > Integer.MAX_VALUE) {
                return new Dimension.Unknown();
            }
            product *= size;
        }
        return Dimension.of(product);
    }

    private Shape reshaped() {
        Optional<long[]> target = longs(1);
        if (target.isEmpty()) {
            return dims(1).filter(d -> d.size() == 1 && d.getFirst() instanceof Dimension.Fixed)
                    .map(d -> d.getFirst() instanceof Dimension.Fixed(long n) ? n : 0L)
                    .filter(n -> n <= TensorValue.MAX_RANK)
                    .map(n -> ranked(unknown(n.intValue())))
                    .orElseGet(Shape.Unranked::new);
        }
        boolean zeroCopies = node.intAttribute("allowzero", 0) == 0;
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < target.get().length; i++) {
            long size = target.get()[i];
            if (size == 0 && zeroCopies) {
                int at = i;
                result.add(
                        dims(0).filter(d -> at < d.size())
                                .map(d -> d.get(at))
                                .orElseGet(Dimension.Unknown::new));
            } else {
                result.add(size < 0 ? new Dimension.Unknown() : Dimension.of(size));
            }
        }
        return ranked(Reshapes.complete(dims(0), result));
    }

    private Shape expanded() {
        Optional<List<Dimension>> to = longs(1).map(sizes -> Shape.of(sizes).dimensions());
        return to.isPresent() && dims(0).isPresent()
                ? ranked(Broadcast.of(dims(0).get(), to.get()))
                : new Shape.Unranked();
    }

    private Shape squeezed() {
        Optional<List<Long>> axes = axes(1);
        if (dims(0).isEmpty() || axes.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = dims(0).get();
        Set<Long> gone = new HashSet<>();
        axes.get().forEach(axis -> gone.add(axis < 0 ? axis + from.size() : axis));
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (!gone.contains((long) i)) {
                result.add(from.get(i));
            }
        }
        return ranked(result);
    }

    private Shape unsqueezed() {
        Optional<List<Long>> axes = axes(1);
        if (dims(0).isEmpty() || axes.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = dims(0).get();
        int rank = from.size() + axes.get().size();
        Set<Long> added = new HashSet<>();
        axes.get().forEach(axis -> added.add(axis < 0 ? axis + rank : axis));
        List<Dimension> result = new ArrayList<>();
        int next = 0;
        for (long i = 0; i < rank; i++) {
            boolean fresh = added.contains(i) || next == from.size();
            result.add(fresh ? Dimension.of(1) : from.get(next++));
        }
        return ranked(result);
    }

    private Shape gathered() {
        OptionalInt axis = axis("axis", 0, 0);
        if (axis.isEmpty() || dims(1).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = dims(0).orElseThrow();
        List<Dimension> result = new ArrayList<>(from.subList(0, axis.getAsInt()));
        result.addAll(dims(1).get());
        result.addAll(from.subList(axis.getAsInt() + 1, from.size()));
        return ranked(result);
    }

    private void split() {
        Optional<ElementType> type = element(0);
        OptionalInt axis = axis("axis", 0, 0);
        if (type.isEmpty() || axis.isEmpty()) {
            return;
        }
        Optional<long[]> parts = longs(1);
        for (int i = 0; i < node.outputs().size(); i++) {
            List<Dimension> result = new ArrayList<>(dims(0).orElseThrow());
            boolean known = parts.isPresent() && i < parts.get().length && parts.get()[i] >= 0;
            result.set(
                    axis.getAsInt(),
                    known ? Dimension.of(parts.orElseThrow()[i]) : new Dimension.Unknown());
            put(i, type.get(), ranked(result));
        }
    }

    private void shapeOfInput() {
        boolean whole = node.intAttribute("start").isEmpty() && node.intAttribute("end").isEmpty();
        put(0, ElementType.INT64, ranked(unknown(1)));
        shape(0).fixed()
                .filter(sizes -> whole)
                .ifPresent(sizes ->
                        inference.putConstant(
                                node.outputs().getFirst(),
                                TensorValue.vector(
                                        sizes.stream().mapToLong(Long::longValue).toArray())));
    }

    private Shape reduced() {
        if (dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = dims(0).get();
        boolean keep = node.intAttribute("keepdims", 1) != 0;
        boolean given = node.input(1).isPresent() || node.intsAttribute("axes").isPresent();
        Optional<List<Long>> axes = axes(1);
        if (given && axes.isEmpty()) {
            return keep ? ranked(unknown(from.size())) : new Shape.Unranked();
        }
        Set<Long> gone = new HashSet<>();
        axes.ifPresent(list -> list.forEach(a -> gone.add(a < 0 ? a + from.size() : a)));
        if (gone.isEmpty() && node.intAttribute("noop_with_empty_axes", 0) != 0) {
            return ranked(from);
        }
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (!gone.isEmpty() && !gone.contains((long) i)) {
                result.add(from.get(i));
            } else if (keep) {
                result.add(Dimension.of(1));
            }
        }
        return ranked(result);
    }

    private Shape argument() {
        OptionalInt axis = axis("axis", 0, 0);
        if (axis.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(dims(0).orElseThrow());
        if (node.intAttribute("keepdims", 1) != 0) {
            result.set(axis.getAsInt(), Dimension.of(1));
        } else {
            result.remove(axis.getAsInt());
        }
        return ranked(result);
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
        if (dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(dims(0).get());
        long axis = node.intAttribute("axis", -1);
        int at = (int) (axis < 0 ? axis + result.size() + 1 : axis);
        if (at < 0 || at > result.size()) {
            return new Shape.Unranked();
        }
        Optional<long[]> depth = longs(1).filter(values -> values.length == 1 && values[0] >= 0);
        result.add(at, depth.isPresent() ? Dimension.of(depth.get()[0]) : new Dimension.Unknown());
        return ranked(result);
    }

    private void crossEntropy() {
        element(0)
                .ifPresent(type -> {
                    boolean each = node.stringAttribute("reduction", "mean").equals("none");
                    put(0, type, each ? shape(1) : Shape.of());
                    put(1, type, shape(0));
                });
    }

    private Shape sameRank() {
        return dims(0).map(d -> ranked(unknown(d.size()))).orElseGet(Shape.Unranked::new);
    }

    private static List<Dimension> unknown(int rank) {
        Dimension[] dimensions = new Dimension[rank];
        Arrays.fill(dimensions, new Dimension.Unknown());
        return List.of(dimensions);
    }

    /** The axis attribute as an index into the dimensions of {@code input}, if those are known. */
    private OptionalInt axis(String attribute, long absent, int input) {
        Optional<List<Dimension>> dimensions = dims(input);
        if (dimensions.isEmpty()) {
            return OptionalInt.empty();
        }
        int rank = dimensions.get().size();
        long axis = node.intAttribute(attribute, absent);
        long index = axis < 0 ? axis + rank : axis;
        return index >= 0 && index < rank ? OptionalInt.of((int) index) : OptionalInt.empty();
    }

    /** Axes from the attribute of older operator sets or the constant input of newer ones. */
    private Optional<List<Long>> axes(int input) {
        Optional<List<Long>> attribute = node.intsAttribute("axes");
        return attribute.isPresent()
                ? attribute
                : longs(input).map(values -> Arrays.stream(values).boxed().toList());
    }

    private Optional<long[]> longs(int input) {
        return node.input(input)
                .flatMap(inference::constant)
                .filter(value -> value.elementType() == ElementType.INT64)
                .map(TensorValue::longs);
    }

    /** The operator set, for operators whose meaning changed. */
    long opset() {
        return opset;
    }
}
