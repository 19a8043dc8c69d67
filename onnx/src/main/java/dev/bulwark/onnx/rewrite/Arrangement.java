package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Operators over constants that copy elements to other places. What the standard refuses, such as
 * an index out of range, is left to the engine to refuse.
 */
final class Arrangement {
    private final Node node;
    private final List<TensorValue> inputs;

    Arrangement(Node node, List<TensorValue> inputs) {
        this.node = node;
        this.inputs = inputs;
    }

    private TensorValue from() {
        return inputs.getFirst();
    }

    /** Tensors of one type in one row, one after the other. */
    static TensorValue joined(List<TensorValue> parts, List<Long> sizes) {
        ElementType type = parts.getFirst().elementType();
        ByteBuffer joined = Elements.buffer(type, (int) TensorValue.elementCount(sizes));
        parts.forEach(part -> joined.put(part.raw()));
        return Elements.tensor(type, sizes, joined);
    }

    Optional<TensorValue> transposed() {
        int rank = from().dimensions().size();
        List<Long> order = node.intsAttribute("perm").orElseGet(() -> backwards(rank));
        Set<Long> axes = new HashSet<>(order);
        if (axes.size() != rank || order.stream().anyMatch(axis -> axis < 0 || axis >= rank)) {
            return Optional.empty();
        }
        long[] own = Strides.of(from().dimensions());
        long[] strides = order.stream().mapToLong(axis -> own[axis.intValue()]).toArray();
        List<Long> sizes =
                order.stream().map(axis -> from().dimensions().get(axis.intValue())).toList();
        int count = (int) from().elements();
        return Optional.of(Elements.pick(from(), Strides.view(sizes, strides, 0, count), sizes));
    }

    private static List<Long> backwards(int rank) {
        List<Long> order = new ArrayList<>();
        for (int axis = rank - 1; axis >= 0; axis--) {
            order.add((long) axis);
        }
        return order;
    }

    Optional<TensorValue> reshaped() {
        boolean zeroCopies = node.intAttribute("allowzero", 0) == 0;
        long[] wanted = Elements.longs(inputs.get(1));
        long known = 1;
        int open = -1;
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == 0 && zeroCopies && i < from().dimensions().size()) {
                wanted[i] = from().dimensions().get(i);
            }
            if (wanted[i] == -1 && open < 0) {
                open = i;
            } else if (wanted[i] <= 0) {
                return Optional.empty();
            } else {
                known = Math.multiplyExact(known, wanted[i]);
            }
        }
        if (open >= 0) {
            wanted[open] = from().elements() / known;
            known *= wanted[open];
        }
        return known == from().elements() && known > 0
                ? Optional.of(Elements.reshaped(from(), boxed(wanted)))
                : Optional.empty();
    }

    private static List<Long> boxed(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** Axes from the second input or the setting; none where neither is there. */
    private Optional<Set<Long>> axes(int rank) {
        List<Long> given =
                inputs.size() > 1
                        ? boxed(Elements.longs(inputs.get(1)))
                        : node.intsAttribute("axes").orElse(List.of());
        Set<Long> axes = new HashSet<>();
        for (long axis : given) {
            long index = axis < 0 ? axis + rank : axis;
            if (index < 0 || index >= rank || !axes.add(index)) {
                return Optional.empty();
            }
        }
        return Optional.of(axes);
    }

    Optional<TensorValue> squeezed() {
        List<Long> old = from().dimensions();
        boolean given = inputs.size() > 1 || node.intsAttribute("axes").isPresent();
        Optional<Set<Long>> axes = axes(old.size());
        // No axes at all: the standard says none, the engine takes every axis of length 1.
        if (axes.isEmpty() || (given && axes.get().isEmpty())) {
            return Optional.empty();
        }
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            boolean gone = given ? axes.get().contains((long) i) : old.get(i) == 1;
            if (gone && old.get(i) != 1) {
                return Optional.empty();
            } else if (!gone) {
                sizes.add(old.get(i));
            }
        }
        return Optional.of(Elements.reshaped(from(), sizes));
    }

    Optional<TensorValue> unsqueezed() {
        int added =
                inputs.size() > 1
                        ? (int) inputs.get(1).elements()
                        : node.intsAttribute("axes").map(List::size).orElse(0);
        int rank = from().dimensions().size() + added;
        return axes(rank)
                .filter(axes -> rank <= TensorValue.MAX_RANK)
                .map(axes -> {
                    List<Long> sizes = new ArrayList<>();
                    int next = 0;
                    for (long i = 0; i < rank; i++) {
                        sizes.add(axes.contains(i) ? 1L : from().dimensions().get(next++));
                    }
                    return Elements.reshaped(from(), sizes);
                });
    }

    Optional<TensorValue> concatenated() {
        int rank = from().dimensions().size();
        long given = node.intAttribute("axis", 0);
        int axis = (int) (given < 0 ? given + rank : given);
        if (axis < 0 || axis >= rank) {
            return Optional.empty();
        }
        List<Long> sizes = new ArrayList<>(from().dimensions());
        sizes.set(axis, 0L);
        for (TensorValue part : inputs) {
            List<Long> others = new ArrayList<>(part.dimensions());
            if (others.size() != rank || part.elementType() != from().elementType()) {
                return Optional.empty();
            }
            long length = others.set(axis, sizes.get(axis));
            if (!others.equals(sizes)) {
                return Optional.empty();
            }
            sizes.set(axis, sizes.get(axis) + length);
        }
        return Optional.of(interleaved(axis, sizes));
    }

    private TensorValue interleaved(int axis, List<Long> sizes) {
        ElementType type = from().elementType();
        ByteBuffer whole = Elements.buffer(type, (int) TensorValue.elementCount(sizes));
        int blocks = (int) TensorValue.elementCount(sizes.subList(0, axis));
        for (int block = 0; block < blocks; block++) {
            for (TensorValue part : inputs) {
                ByteBuffer raw = part.raw();
                int length = raw.remaining() / blocks;
                whole.put(raw.slice(block * length, length));
            }
        }
        return Elements.tensor(type, sizes, whole);
    }

    /** Along one axis; the sizes are known to be small enough. */
    Optional<TensorValue> gathered(long most) {
        List<Long> old = from().dimensions();
        long given = node.intAttribute("axis", 0);
        int axis = (int) (given < 0 ? given + old.size() : given);
        if (axis < 0 || axis >= old.size()) {
            return Optional.empty();
        }
        long length = old.get(axis);
        long[] indices = Elements.longs(inputs.get(1));
        List<Long> sizes = new ArrayList<>(old.subList(0, axis));
        sizes.addAll(inputs.get(1).dimensions());
        sizes.addAll(old.subList(axis + 1, old.size()));
        if (Folding.elements(sizes) > most) {
            return Optional.empty();
        }
        int inner = (int) TensorValue.elementCount(old.subList(axis + 1, old.size()));
        int outer = (int) TensorValue.elementCount(old.subList(0, axis));
        int[] at = new int[outer * indices.length * inner];
        int next = 0;
        for (int block = 0; block < outer; block++) {
            for (long index : indices) {
                long place = index < 0 ? index + length : index;
                if (place < 0 || place >= length) {
                    return Optional.empty();
                }
                for (int i = 0; i < inner; i++) {
                    at[next++] = (int) ((block * length + place) * inner + i);
                }
            }
        }
        return Optional.of(Elements.pick(from(), at, sizes));
    }

    /** Starts, ends, axes and steps as inputs (set 10 on). */
    Optional<TensorValue> sliced() {
        List<Long> sizes = new ArrayList<>(from().dimensions());
        long[] strides = Strides.of(sizes);
        long[] starts = Elements.longs(inputs.get(1));
        long[] ends = Elements.longs(inputs.get(2));
        Set<Integer> seen = new HashSet<>();
        long offset = 0;
        for (int i = 0; i < starts.length; i++) {
            long given = inputs.size() > 3 ? Elements.longs(inputs.get(3))[i] : i;
            int axis = (int) (given < 0 ? given + sizes.size() : given);
            long step = inputs.size() > 4 ? Elements.longs(inputs.get(4))[i] : 1;
            if (axis < 0 || axis >= sizes.size() || !seen.add(axis) || step == 0) {
                return Optional.empty();
            }
            long length = sizes.get(axis);
            long least = step > 0 ? 0 : -1;
            long most = step > 0 ? length : length - 1;
            long start = bounded(starts[i], length, 0, most);
            long end = bounded(ends[i], length, least, most);
            long span = step > 0 ? end - start : start - end;
            long stride = Math.absExact(step);
            long count = span <= 0 || length == 0 ? 0 : (span - 1) / stride + 1;
            offset += count == 0 ? 0 : start * strides[axis];
            strides[axis] = count <= 1 ? 0 : Math.multiplyExact(strides[axis], step);
            sizes.set(axis, count);
        }
        int count = (int) TensorValue.elementCount(sizes);
        return Optional.of(
                Elements.pick(from(), Strides.view(sizes, strides, offset, count), sizes));
    }

    private static long bounded(long index, long length, long least, long most) {
        long place = index < 0 ? index + length : index;
        return Math.max(least, Math.min(most, place));
    }
}
