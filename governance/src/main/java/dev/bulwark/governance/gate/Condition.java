package dev.bulwark.governance.gate;

import dev.bulwark.kernel.json.Json;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A compiled CEL condition over the facts of one kind of evidence, and {@code now}.
 *
 * <p><b>Guarantees:</b> type-checked when compiled; no loops, for comprehension macros are not
 * declared; size, depth, texts and patterns bounded ({@link ConditionCost}), so evaluation takes
 * time linear in a short text; a fact that is absent, too long or of another type never makes it
 * true.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">CEL</a>
 */
final class Condition {
    private static final String NOW = "now";
    private static final int LONGEST = 2_000;

    /** What a pattern may be matched with; no fact of ours is nearly as long. */
    private static final int LONGEST_FACT = 4_096;

    private static final int DEEPEST = 32;
    private static final int MOST_NODES = 500;
    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(LONGEST)
                    .maxParseRecursionDepth(DEEPEST)
                    .maxParseExpressionNodeCount(MOST_NODES)
                    .enableHeterogeneousNumericComparisons(true)
                    .enableComprehension(false)
                    .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

    private final CelRuntime.Program program;
    private final Map<String, FactVocabulary.Fact> facts;
    private final List<String> names;
    private final String text;
    private final NavigableMap<Integer, String> places;

    /** What came of evaluating a condition. */
    sealed interface Result {
        /** It holds. */
        record Met(String values) implements Result {}

        /** It does not hold; {@code values} are the facts it names. */
        record NotMet(String values) implements Result {}

        /** It cannot be said whether it holds, which refuses. */
        record Undecided(String why) implements Result {}
    }

    private Condition(
            CelRuntime.Program program,
            Map<String, FactVocabulary.Fact> facts,
            String text,
            NavigableMap<Integer, String> places) {
        this.program = program;
        this.facts = facts;
        this.text = text;
        this.places = places;
        this.names = List.copyOf(new TreeSet<>(places.values()));
    }

    /**
     * Compiles a condition, or says in one line why it cannot be.
     *
     * @throws IllegalArgumentException if it could cost too much, see {@link ConditionCost}
     */
    static Condition compile(String text, Map<String, FactVocabulary.Fact> facts)
            throws CelValidationException, CelEvaluationException {
        CelCompilerBuilder compiler =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(OPTIONS)
                        .setResultType(SimpleType.BOOL)
                        .addVar(NOW, SimpleType.TIMESTAMP);
        facts.forEach((name, fact) -> compiler.addVar(name, typeOf(fact.type())));
        CelValidationResult result = compiler.build().compile(text);
        CelAbstractSyntaxTree tree = result.getAst();
        ConditionCost.require(tree);
        Map<Long, Integer> positions = tree.getSource().getPositionsMap();
        NavigableMap<Integer, String> places = new TreeMap<>();
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
                .filter(node -> facts.containsKey(node.expr().ident().name()))
                .forEach(node ->
                        places.put(
                                // Without a place it still has to be bound: below the text then.
                                positions.getOrDefault(node.expr().id(), -1 - places.size()),
                                node.expr().ident().name()));
        return new Condition(RUNTIME.createProgram(tree), facts, text, places);
    }

    private static CelType typeOf(FactVocabulary.Type type) {
        return switch (type) {
            case BOOL -> SimpleType.BOOL;
            case INT -> SimpleType.INT;
            case DOUBLE -> SimpleType.DOUBLE;
            case STRING -> SimpleType.STRING;
        };
    }

    /** The condition with the facts it names replaced by their values, for people. */
    String substituted(Map<String, Json> values) {
        int[] points = text.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Map.Entry<Integer, String> place : places.tailMap(0).entrySet()) {
            int start = Math.min(place.getKey(), points.length);
            int end = Math.min(start + place.getValue().length(), points.length);
            if (start < at || !new String(points, start, end - start).equals(place.getValue())) {
                return text; // not where it was said to be: better the text as it stands
            }
            out.append(new String(points, at, start - at)).append(shown(values, place.getValue()));
            at = end;
        }
        return out.append(new String(points, at, points.length - at)).toString();
    }

    private String shown(Map<String, Json> values, String name) {
        Json value = values.get(name);
        Object converted = value == null ? null : convert(name, value);
        return switch (converted) {
            case null -> name;
            case String word -> "'" + word + "'";
            default -> converted.toString();
        };
    }

    Result evaluate(Map<String, Json> values, Instant now) {
        Map<String, Object> bound = new LinkedHashMap<>();
        bound.put(NOW, now);
        List<String> shown = new ArrayList<>();
        for (String name : names) {
            Json value = values.get(name);
            Object converted = value == null ? null : convert(name, value);
            if (converted == null) {
                return new Result.Undecided(
                        "the evidence has no fact '" + name + "' of the declared type");
            }
            bound.put(name, converted);
            shown.add(name + " = " + converted);
        }
        String listed = String.join(", ", shown);
        try {
            Object result = program.eval(bound);
            return Boolean.TRUE.equals(result) ? new Result.Met(listed) : new Result.NotMet(listed);
        } catch (CelEvaluationException e) {
            return new Result.Undecided("it cannot be evaluated: " + e.getMessage());
        }
    }

    /** The fact as CEL's type; null if it is of another. */
    private @Nullable Object convert(String name, Json value) {
        FactVocabulary.Fact fact = facts.get(name);
        if (fact == null) {
            return null;
        }
        return switch (fact.type()) {
            case BOOL -> value instanceof Json.Bool(boolean bool) ? bool : null;
            case STRING ->
                    value instanceof Json.Str(String word) && word.length() <= LONGEST_FACT
                            ? word
                            : null;
            case DOUBLE -> value instanceof Json.Num number ? (Object) number.asDouble() : null;
            case INT -> value instanceof Json.Num number ? integer(number) : null;
        };
    }

    private static @Nullable Object integer(Json.Num number) {
        double value = number.asDouble();
        return value == Math.rint(value) && Math.abs(value) < 0x1p53 ? (Object) (long) value : null;
    }
}
