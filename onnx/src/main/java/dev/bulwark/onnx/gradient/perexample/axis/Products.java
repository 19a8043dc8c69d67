package dev.bulwark.onnx.gradient.perexample.axis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Matrix products and sums of products. */
final class Products {
    private Products() {}

    static Examples matMul(AxisNode n, int output) {
        OptionalInt left = n.rank(0);
        OptionalInt right = n.rank(1);
        if (left.isEmpty() || right.isEmpty()) {
            return n.unknownShape();
        }
        int l = left.getAsInt();
        int r = right.getAsInt();
        int rank = Math.max(Math.max(l, r), 2);
        List<Examples.Along> found = new ArrayList<>();
        if (n.in(0) instanceof Examples.Along along) {
            if (along.axis() == l - 1) {
                return n.overTheExamples();
            }
            found.add(along.at(along.axis() + rank - l));
        }
        if (n.in(1) instanceof Examples.Along along) {
            if (along.axis() == Math.max(r - 2, 0)) {
                return n.overTheExamples();
            }
            found.add(along.at(along.axis() + rank - r));
        }
        Examples.Along at = found.getFirst();
        boolean stacked = at.axis() < rank - 2;
        boolean repeated =
                !stacked
                        || (Pointwise.repeats(n, 0, at.axis() - rank + l)
                                && Pointwise.repeats(n, 1, at.axis() - rank + r));
        boolean paired = found.size() == 1 || (stacked && found.getLast().equals(at));
        if (!paired || !repeated) {
            return n.mixed("multiplies one example with another");
        }
        // A vector on the left or the right has no row or column in the result.
        int vanished = (l == 1 && at.axis() == rank - 1) ? 1 : 0;
        return at.at(at.axis() - vanished);
    }

    static Examples gemm(AxisNode n, int output) {
        int inner = n.node().intAttribute("transA", 0) != 0 ? 0 : 1;
        int contracted = n.node().intAttribute("transB", 0) != 0 ? 1 : 0;
        List<Examples.Along> found = new ArrayList<>();
        if (n.in(0) instanceof Examples.Along along) {
            if (along.axis() == inner) {
                return n.overTheExamples();
            }
            found.add(along.at(0));
        }
        if (n.in(1) instanceof Examples.Along along) {
            if (along.axis() == contracted) {
                return n.overTheExamples();
            }
            found.add(along.at(1));
        }
        OptionalInt added = n.has(2) ? n.rank(2) : OptionalInt.of(0);
        if (added.isEmpty()) {
            return n.unknownShape();
        }
        if (n.has(2) && n.in(2) instanceof Examples.Along along) {
            found.add(along.at(along.axis() + 2 - added.getAsInt()));
        }
        if (!(n.in(0) instanceof Examples.Along) && !(n.in(1) instanceof Examples.Along)) {
            return n.mixed("pairs examples with elements by their place in the batch");
        }
        Examples.Along at = found.getFirst();
        boolean same = found.stream().allMatch(at::equals);
        boolean repeated = !n.has(2) || Pointwise.repeats(n, 2, at.axis() - 2 + added.getAsInt());
        return same && repeated ? at : n.mixed("multiplies one example with another");
    }

    /** The examples' label must be the same wherever there are examples, and stay. */
    static Examples einsum(AxisNode n, int output) {
        String equation = n.node().stringAttribute("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        if (sides.length != 2 || equation.contains(".")) {
            return n.mixed("has an equation that is not followed: write its result out");
        }
        String[] terms = sides[0].split(",", -1);
        String label = "";
        Examples.Along at = (Examples.Along) n.in(n.withExamples().getFirst());
        for (int i = 0; i < terms.length; i++) {
            if (n.in(i) instanceof Examples.Along along) {
                String own = terms[i].substring(along.axis(), along.axis() + 1);
                boolean another = !label.isEmpty() && !label.equals(own);
                if (another || !along.at(0).equals(at.at(0))) {
                    return n.mixed("multiplies one example with another");
                }
                label = own;
            }
        }
        for (int i = 0; i < terms.length; i++) {
            boolean counts = terms[i].indexOf(label) >= 0;
            boolean once = terms[i].indexOf(label) == terms[i].lastIndexOf(label);
            if (counts && (!once || n.in(i) instanceof Examples.None)) {
                return n.mixed("pairs examples with elements by their place in the batch");
            }
        }
        int place = sides[1].indexOf(label);
        return place < 0 ? n.overTheExamples() : at.at(place);
    }
}
