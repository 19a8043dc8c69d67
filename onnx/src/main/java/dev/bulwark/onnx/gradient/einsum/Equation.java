package dev.bulwark.onnx.gradient.einsum;

import dev.bulwark.onnx.gradient.Backward;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which label each axis has (ONNX, Einsum), an ellipsis spelt out.
 *
 * @param terms labels of each operand, one letter an axis
 * @param output labels of the result
 */
record Equation(List<String> terms, String output) {
    private static final String ELLIPSIS = "...";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    Equation {
        terms = List.copyOf(terms);
    }

    /** The equation of a node, in which letters stand for the axes of an ellipsis too. */
    static Equation of(Backward b) {
        String text = b.node().stringAttribute("equation", "").replace(" ", "");
        int arrow = text.indexOf("->");
        String left = arrow < 0 ? text : text.substring(0, arrow);
        List<String> terms = Arrays.asList(left.split(",", -1));
        if (terms.size() != b.node().inputs().size()) {
            throw b.unsupported("its equation '" + text + "' is for " + terms.size() + " operands");
        }
        String result = arrow < 0 ? implied(left) : text.substring(arrow + 2);
        if (!text.contains(ELLIPSIS)) {
            return new Equation(terms, result);
        }
        List<Integer> hidden = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            String term = terms.get(i);
            int named = term.length() - ELLIPSIS.length();
            hidden.add(term.contains(ELLIPSIS) ? b.requireRank(b.input(i)) - named : 0);
        }
        int most = hidden.stream().mapToInt(Integer::intValue).max().orElse(0);
        String free =
                LETTERS.chars()
                        .filter(letter -> text.indexOf(letter) < 0)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
        if (free.length() < most) {
            throw b.unsupported("its equation '" + text + "' leaves no letters for the ellipsis");
        }
        String labels = free.substring(0, most);
        List<String> spelt = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            // Broadcast axes are counted from the last.
            spelt.add(terms.get(i).replace(ELLIPSIS, labels.substring(most - hidden.get(i))));
        }
        return new Equation(spelt, result.replace(ELLIPSIS, labels));
    }

    /**
     * Without an arrow: the ellipsis, then every label that comes once, in order of the letters.
     */
    private static String implied(String left) {
        String once =
                left.chars()
                        .filter(Character::isLetter)
                        .filter(letter -> left.indexOf(letter) == left.lastIndexOf(letter))
                        .sorted()
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
        return (left.contains(ELLIPSIS) ? ELLIPSIS : "") + once;
    }

    /** Whether a label is in the result or in another operand than {@code operand}. */
    boolean elsewhere(char label, int operand) {
        boolean found = output.indexOf(label) >= 0;
        for (int i = 0; i < terms.size(); i++) {
            found |= i != operand && terms.get(i).indexOf(label) >= 0;
        }
        return found;
    }
}
