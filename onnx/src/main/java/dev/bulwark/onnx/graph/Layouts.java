package dev.bulwark.onnx.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Shapes of the results of operators that only move elements about. */
final class Layouts {
    private final NodeOperands in;
    private final Node node;

    Layouts(NodeOperands in, Node node) {
        this.in = in;
        this.node = node;
    }

    Shape concat() {
        OptionalInt axis = in.axis("axis", 0, 0);
        if (axis.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(in.dims(0).orElseThrow());
        long total = 0;
        boolean known = true;
        for (int i = 0; i < node.inputs().size(); i++) {
            List<Dimension> part = in.dims(i).orElse(List.of());
            if (part.size() != result.size()) {
                return NodeOperands.ranked(NodeOperands.unknown(result.size()));
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
        return NodeOperands.ranked(result);
    }

    Shape transposed() {
        if (in.dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = in.dims(0).get();
        Optional<List<Long>> order = node.intsAttribute("perm");
        if (order.isEmpty()) {
            return NodeOperands.ranked(from.reversed());
        }
        if (order.get().stream().anyMatch(axis -> axis < 0 || axis >= from.size())) {
            return new Shape.Unranked();
        }
        return NodeOperands.ranked(
                order.get().stream().map(axis -> from.get(axis.intValue())).toList());
    }

    Shape flattened() {
        if (in.dims(0).isEmpty()) {
            return NodeOperands.ranked(NodeOperands.unknown(2));
        }
        List<Dimension> from = in.dims(0).get();
        long axis = node.intAttribute("axis", 1);
        int split = (int) (axis < 0 ? axis + from.size() : axis);
        if (split < 0 || split > from.size()) {
            return NodeOperands.ranked(NodeOperands.unknown(2));
        }
        return NodeOperands.ranked(
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

    Shape reshaped() {
        Optional<long[]> target = in.longs(1);
        if (target.isEmpty()) {
            return in.dims(1)
                    .filter(d -> d.size() == 1 && d.getFirst() instanceof Dimension.Fixed)
                    .map(d -> d.getFirst() instanceof Dimension.Fixed(long n) ? n : 0L)
                    .filter(n -> n <= TensorValue.MAX_RANK)
                    .map(n -> NodeOperands.ranked(NodeOperands.unknown(n.intValue())))
                    .orElseGet(Shape.Unranked::new);
        }
        boolean zeroCopies = node.intAttribute("allowzero", 0) == 0;
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < target.get().length; i++) {
            long size = target.get()[i];
            if (size == 0 && zeroCopies) {
                int at = i;
                result.add(
                        in.dims(0)
                                .filter(d -> at < d.size())
                                .map(d -> d.get(at))
                                .orElseGet(Dimension.Unknown::new));
            } else {
                result.add(size < 0 ? new Dimension.Unknown() : Dimension.of(size));
            }
        }
        return NodeOperands.ranked(Reshapes.complete(in.dims(0), result));
    }

    Shape expanded() {
        Optional<List<Dimension>> to = in.longs(1).map(sizes -> Shape.of(sizes).dimensions());
        return to.isPresent() && in.dims(0).isPresent()
                ? NodeOperands.ranked(Broadcast.of(in.dims(0).get(), to.get()))
                : new Shape.Unranked();
    }

    Shape squeezed() {
        Optional<List<Long>> axes = in.axes(1);
        if (in.dims(0).isEmpty() || axes.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = in.dims(0).get();
        Set<Long> gone = new HashSet<>();
        axes.get().forEach(axis -> gone.add(axis < 0 ? axis + from.size() : axis));
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (!gone.contains((long) i)) {
                result.add(from.get(i));
            }
        }
        return NodeOperands.ranked(result);
    }

    Shape unsqueezed() {
        Optional<List<Long>> axes = in.axes(1);
        if (in.dims(0).isEmpty() || axes.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = in.dims(0).get();
        int rank = from.size() + axes.get().size();
        Set<Long> added = new HashSet<>();
        axes.get().forEach(axis -> added.add(axis < 0 ? axis + rank : axis));
        List<Dimension> result = new ArrayList<>();
        int next = 0;
        for (long i = 0; i < rank; i++) {
            boolean fresh = added.contains(i) || next == from.size();
            result.add(fresh ? Dimension.of(1) : from.get(next++));
        }
        return NodeOperands.ranked(result);
    }

    Shape gathered() {
        OptionalInt axis = in.axis("axis", 0, 0);
        if (axis.isEmpty() || in.dims(1).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = in.dims(0).orElseThrow();
        List<Dimension> result = new ArrayList<>(from.subList(0, axis.getAsInt()));
        result.addAll(in.dims(1).get());
        result.addAll(from.subList(axis.getAsInt() + 1, from.size()));
        return NodeOperands.ranked(result);
    }
}
