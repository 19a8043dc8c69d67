package dev.bulwark.governance.gate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelKind;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses conditions whose evaluation could cost more than their short text tells. There are no
 * loops; what is left are texts that grow by being joined, and regular expressions that are
 * unfolded: RE2 matches in linear time, but {@code ((a{1000}){1000}){1000}} is a program of a
 * thousand million steps before it matches anything.
 */
final class ConditionCost {
    /** Steps of all patterns of a condition once their repetitions are unfolded. */
    private static final long MOST_STEPS = 10_000;

    private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");
    private static final Set<CelKind> GROWING = Set.of(CelKind.STRING, CelKind.BYTES, CelKind.LIST);

    private ConditionCost() {}

    /**
     * Checks a condition that is type-checked.
     *
     * @throws IllegalArgumentException if it could be costly, with what to write instead
     */
    static void require(CelAbstractSyntaxTree tree) {
        List<CelExpr> calls =
                CelNavigableAst.fromAst(tree)
                        .getRoot()
                        .allNodes()
                        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CALL)
                        .map(node -> node.expr())
                        .toList();
        long steps = 0;
        for (CelExpr call : calls) {
            String function = call.call().function();
            if (function.equals("_+_")
                    && tree.getType(call.id())
                            .filter(type -> GROWING.contains(type.kind()))
                            .isPresent()) {
                throw new IllegalArgumentException(
                        "texts and lists cannot be joined; compare each by itself");
            }
            if (function.equals("matches")) {
                steps = Math.addExact(steps, steps(call.call().args().getLast()));
            }
        }
        if (steps > MOST_STEPS) {
            throw new IllegalArgumentException(
                    "its patterns unfold to more than %,d steps; repeat less"
                            .formatted(MOST_STEPS));
        }
    }

    /** At most so many: every repetition is taken to be around the whole pattern. */
    private static long steps(CelExpr pattern) {
        if (pattern.exprKind().getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw new IllegalArgumentException(
                    "a pattern stands in the condition itself, never in a fact");
        }
        String text = pattern.constant().stringValue();
        long steps = Math.max(1, text.length());
        Matcher repetitions = REPETITION.matcher(text);
        while (repetitions.find() && steps <= MOST_STEPS) {
            String most = repetitions.group(2);
            steps *=
                    Math.max(
                            times(repetitions.group(1)),
                            most == null || most.isEmpty() ? 1 : times(most));
        }
        return steps;
    }

    /** Longer numbers are too large anyway. */
    private static long times(String digits) {
        return digits.length() > 6 ? MOST_STEPS + 1 : Math.max(1, Long.parseLong(digits));
    }
}
