package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import java.util.ArrayList;
import java.util.List;

/** The shape of two shapes broadcast together (ONNX, "Multidirectional broadcasting"). */
final class Broadcast {
    private Broadcast() {}

    static List<Dimension> of(List<Dimension> left, List<Dimension> right) {
        int rank = Math.max(left.size(), right.size());
        List<Dimension> result = new ArrayList<>(rank);
        for (int i = 0; i < rank; i++) {
            int l = i - (rank - left.size());
            int r = i - (rank - right.size());
            if (l < 0) {
                result.add(right.get(r));
            } else if (r < 0) {
                result.add(left.get(l));
            } else {
                result.add(of(left.get(l), right.get(r)));
            }
        }
        return List.copyOf(result);
    }

    private static Dimension of(Dimension left, Dimension right) {
        if (left.is(1)) {
            return right;
        }
        if (right.is(1) || (left.equals(right) && !(left instanceof Dimension.Unknown))) {
            return left;
        }
        // A length above one wins over whatever the other turns out to be.
        if (left instanceof Dimension.Fixed) {
            return left;
        }
        return right instanceof Dimension.Fixed ? right : new Dimension.Unknown();
    }
}
