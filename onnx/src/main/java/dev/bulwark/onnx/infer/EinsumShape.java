package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The shape that an equation of summed indices describes (ONNX {@code Einsum}). */
final class EinsumShape {
    private static final String DOTS = "...";
    private static final int LONGEST_EQUATION = 1024;

    private final Map<Character, Dimension> lengths = new HashMap<>();
    private final Map<Character, Integer> uses = new TreeMap<>();
    private List<Dimension> batch = List.of();

    private EinsumShape() {}

    static Shape of(NodeFacts facts) {
        String equation = facts.node().stringAttribute("equation", "").replace(" ", "");
        int arrow = equation.indexOf("->");
        String left = arrow < 0 ? equation : equation.substring(0, arrow);
        List<String> operands = List.of(left.split(",", -1));
        if (equation.length() > LONGEST_EQUATION
                || operands.size() != facts.node().inputs().size()) {
            return new Shape.Unranked();
        }
        EinsumShape shape = new EinsumShape();
        for (int i = 0; i < operands.size(); i++) {
            if (facts.dims(i).isEmpty() || !shape.read(operands.get(i), facts.dims(i).get())) {
                return new Shape.Unranked();
            }
        }
        return arrow < 0 ? shape.implicit() : shape.explicit(equation.substring(arrow + 2));
    }

    private boolean read(String operand, List<Dimension> dimensions) {
        int dots = operand.indexOf(DOTS);
        String before = dots < 0 ? operand : operand.substring(0, dots);
        String after = dots < 0 ? "" : operand.substring(dots + DOTS.length());
        int between = dimensions.size() - before.length() - after.length();
        if (dots < 0 ? between != 0 : between < 0) {
            return false;
        }
        for (int i = 0; i < before.length(); i++) {
            note(before.charAt(i), dimensions.get(i));
        }
        for (int i = 0; i < after.length(); i++) {
            note(after.charAt(i), dimensions.get(before.length() + between + i));
        }
        batch = Broadcast.of(batch, dimensions.subList(before.length(), before.length() + between));
        return true;
    }

    private void note(char index, Dimension length) {
        uses.merge(index, 1, Integer::sum);
        lengths.merge(
                index, length, (old, fresh) -> Broadcast.of(List.of(old), List.of(fresh)).get(0));
    }

    /** Without an arrow: what occurs once, in the order of the alphabet, behind the dots. */
    private Shape implicit() {
        List<Dimension> result = new ArrayList<>(batch);
        uses.forEach((index, count) -> {
            if (count == 1) {
                result.add(lengths.getOrDefault(index, new Dimension.Unknown()));
            }
        });
        return new Shape.Ranked(result);
    }

    private Shape explicit(String right) {
        List<Dimension> result = new ArrayList<>();
        int at = 0;
        while (at < right.length()) {
            if (right.startsWith(DOTS, at)) {
                result.addAll(batch);
                at += DOTS.length();
            } else {
                result.add(lengths.getOrDefault(right.charAt(at), new Dimension.Unknown()));
                at++;
            }
        }
        return new Shape.Ranked(result);
    }
}
