package dev.bulwark.onnx.rewrite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Positions of row-major elements under another view of them. */
final class Strides {
    private Strides() {}

    /** Elements between neighbours along each axis. */
    static long[] of(List<Long> sizes) {
        long[] strides = new long[sizes.size()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, sizes.get(i));
        }
        return strides;
    }

    /** Positions, in row-major order of {@code sizes}, of a view with these strides. */
    static int[] view(List<Long> sizes, long[] strides, long offset, int count) {
        int[] positions = new int[count];
        long[] index = new long[sizes.size()];
        long at = offset;
        for (int i = 0; i < count; i++) {
            positions[i] = (int) at;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < sizes.get(axis)) {
                    break;
                }
                at -= strides[axis] * sizes.get(axis);
                index[axis] = 0;
            }
        }
        return positions;
    }

    /** Positions of the elements of a tensor of lengths {@code from} broadcast to {@code to}. */
    static int[] broadcast(List<Long> from, List<Long> to, int count) {
        long[] own = of(from);
        long[] strides = new long[to.size()];
        int shift = to.size() - from.size();
        for (int i = 0; i < own.length; i++) {
            strides[shift + i] = from.get(i) == 1 ? 0 : own[i];
        }
        return view(to, strides, 0, count);
    }

    /** The common shape of several (ONNX, "Broadcasting"), if there is one. */
    static Optional<List<Long>> common(List<List<Long>> shapes) {
        int rank = shapes.stream().mapToInt(List::size).max().orElse(0);
        List<Long> result = new ArrayList<>(Collections.nCopies(rank, 1L));
        for (List<Long> shape : shapes) {
            int shift = rank - shape.size();
            for (int i = 0; i < shape.size(); i++) {
                long length = shape.get(i);
                long known = result.get(shift + i);
                if (known != 1 && length != 1 && known != length) {
                    return Optional.empty();
                }
                result.set(shift + i, known == 1 ? length : known);
            }
        }
        return Optional.of(List.copyOf(result));
    }
}
