package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Computes with shapes before they are known: the chains of {@code Shape}, {@code Gather}, {@code
 * Concat} and arithmetic that exporters write, over integers of which some are only named.
 */
final class PartialEvaluation {
    private final NodeFacts facts;
    private final Node node;

    private PartialEvaluation(NodeFacts facts) {
        this.facts = facts;
        this.node = facts.node();
    }

    /** The node's first output, where it is short, of integers, and something is known of it. */
    static Optional<PartialValue> of(NodeFacts facts) {
        PartialEvaluation evaluation = new PartialEvaluation(facts);
        return switch (facts.node().opType()) {
            case "Shape" -> evaluation.shape();
            case "Size" -> evaluation.size();
            case "Gather" -> evaluation.gathered();
            case "Slice" -> evaluation.sliced();
            case "Transpose" -> PartialMatrix.transposed(facts);
            case "Concat" -> evaluation.concatenated();
            case "Unsqueeze", "Squeeze", "Reshape", "Flatten" -> evaluation.laidOut();
            case "Identity", "Cast" -> evaluation.cast();
            case "Add" -> evaluation.each((a, b) -> both(a, b, Term::plus));
            case "Sub" -> evaluation.each((a, b) -> both(a, b.flatMap(Term::negated), Term::plus));
            case "Mul" -> evaluation.each((a, b) -> both(a, b, Term::times));
            case "Div" -> evaluation.each((a, b) -> both(a, b, Term::dividedBy));
            case "Max" -> evaluation.each((a, b) -> extreme(a, b, true));
            case "Min" -> evaluation.each((a, b) -> extreme(a, b, false));
            case "Equal" -> evaluation.compared();
            case "Not" -> evaluation.not();
            case "Neg" -> evaluation.negated();
            case "Where" -> evaluation.chosen();
            case "ConstantOfShape" -> evaluation.filled();
            case "Expand" -> evaluation.expanded();
            case "Range" -> evaluation.range();
            case "ReduceProd" -> evaluation.product();
            default -> Optional.empty();
        };
    }

    /** The axes that a {@code Shape} node reports. */
    static List<Dimension> part(Node node, List<Dimension> dimensions) {
        int rank = dimensions.size();
        long start = node.intAttribute("start", 0);
        long end = node.intAttribute("end", rank);
        int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
        int to = Math.clamp(end < 0 ? end + rank : end, 0, rank);
        return dimensions.subList(from, Math.max(from, to));
    }

    private Optional<PartialValue> shape() {
        return facts.dims(0)
                .map(d -> PartialValue.vector(part(node, d).stream().map(Term::of).toList()))
                .filter(value -> value.terms().size() <= PartialValue.MOST_ELEMENTS);
    }

    private Optional<PartialValue> size() {
        return facts.dims(0)
                .map(Term::product)
                .filter(Optional::isPresent)
                .map(PartialValue::scalar);
    }

    private Optional<PartialValue> gathered() {
        Optional<PartialValue> from = vector(0);
        Optional<long[]> indices = facts.longs(1);
        if (from.isEmpty() || indices.isEmpty()) {
            return Optional.empty();
        }
        List<Optional<Term>> terms = new ArrayList<>();
        for (long index : indices.get()) {
            OptionalInt at = NodeFacts.index(index, from.get().terms().size());
            if (at.isEmpty()) {
                return Optional.empty();
            }
            terms.add(from.get().terms().get(at.getAsInt()));
        }
        return facts.partial(1)
                .map(i -> new PartialValue(from.get().type(), i.dimensions(), terms));
    }

    private Optional<PartialValue> vector(int input) {
        return facts.partial(input).filter(value -> value.dimensions().size() == 1);
    }

    private Optional<PartialValue> sliced() {
        Optional<PartialValue> from = vector(0);
        Optional<Long> start = single("starts", 1);
        Optional<Long> end = single("ends", 2);
        Optional<Long> step = node.input(4).isPresent() ? single("steps", 4) : Optional.of(1L);
        if (start.isEmpty() || end.isEmpty() || step.isEmpty()) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            return PartialMatrix.rows(facts, start.get(), end.get(), step.get());
        }
        int size = from.get().terms().size();
        long count = SliceShape.count(size, start.get(), end.get(), step.get());
        long first = start.get() < 0 ? start.get() + size : start.get();
        first = step.get() > 0 ? Math.clamp(first, 0, size) : Math.clamp(first, -1, size - 1);
        List<Optional<Term>> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add(from.get().terms().get((int) (first + i * step.get())));
        }
        return Optional.of(
                new PartialValue(from.get().type(), List.of((long) terms.size()), terms));
    }

    private Optional<Long> single(String attribute, int input) {
        return node.intsAttribute(attribute)
                .or(() -> facts.longs(input).map(values -> Arrays.stream(values).boxed().toList()))
                .filter(values -> values.size() == 1)
                .map(List::getFirst);
    }

    /** Parts of unknown content count with what is known of their length. */
    private Optional<PartialValue> concatenated() {
        Optional<ElementType> type = facts.element(0).filter(PartialValue::holds);
        List<Optional<Term>> terms = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            Optional<PartialValue> part = vector(i);
            if (part.isPresent()) {
                terms.addAll(part.get().terms());
            } else {
                OptionalInt length = facts.lengthOf(i);
                if (length.isEmpty()) {
                    return Optional.empty();
                }
                for (int k = 0; k < length.getAsInt(); k++) {
                    terms.add(Optional.empty());
                }
            }
            if (terms.size() > PartialValue.MOST_ELEMENTS) {
                return Optional.empty();
            }
        }
        return type.map(t -> new PartialValue(t, List.of((long) terms.size()), terms));
    }

    /** The same elements in the shape that follows for the output. */
    private Optional<PartialValue> laidOut() {
        return facts.partial(0)
                .flatMap(value ->
                        node.output(0)
                                .flatMap(facts.inference()::type)
                                .flatMap(type -> type.shape().fixed())
                                .filter(sizes ->
                                        TensorValue.elementCount(sizes) == value.terms().size())
                                .map(sizes ->
                                        new PartialValue(value.type(), sizes, value.terms())));
    }

    private Optional<PartialValue> cast() {
        ElementType to =
                node.opType().equals("Cast")
                        ? ElementType.ofCode((int) node.intAttribute("to", 0))
                                .orElse(ElementType.STRING)
                        : facts.element(0).orElse(ElementType.STRING);
        boolean wide = to == ElementType.INT64 || to == ElementType.INT32;
        return facts.partial(0)
                .filter(value -> value.type() == to || (wide && fits(value, to)))
                .map(value -> new PartialValue(to, value.dimensions(), value.terms()));
    }

    private static boolean fits(PartialValue value, ElementType to) {
        return to == ElementType.INT64
                || value.terms().stream()
                        .allMatch(term ->
                                term.filter(t -> t.isNumber() && t.factor() != (int) t.factor())
                                        .isEmpty());
    }

    /** An operator of two terms. */
    @FunctionalInterface
    private interface Act {
        Optional<Term> perform(Term left, Term right);
    }

    private static Optional<Term> both(Optional<Term> left, Optional<Term> right, Act act) {
        return left.flatMap(a -> right.flatMap(b -> act.perform(a, b)));
    }

    private static Optional<Term> extreme(
            Optional<Term> left, Optional<Term> right, boolean largest) {
        if (left.isPresent() && left.equals(right)) {
            return left;
        }
        return both(
                left.filter(Term::isNumber),
                right.filter(Term::isNumber),
                (a, b) -> Optional.of((a.factor() > b.factor()) == largest ? a : b));
    }

    private Optional<PartialValue> each(BinaryOperator<Optional<Term>> act) {
        if (node.inputs().size() != 2) {
            return Optional.empty();
        }
        return facts.partial(0)
                .flatMap(left -> facts.partial(1).flatMap(right -> each(left, right, act)))
                .filter(value -> value.type() != ElementType.BOOL)
                .map(this::wrapped);
    }

    /** Numbers beyond 32 bits wrap around at run time; here they are left unknown. */
    private PartialValue wrapped(PartialValue value) {
        return fits(value, value.type())
                ? value
                : new PartialValue(
                        value.type(),
                        value.dimensions(),
                        Collections.nCopies(value.terms().size(), Optional.empty()));
    }

    private static Optional<PartialValue> each(
            PartialValue left, PartialValue right, BinaryOperator<Optional<Term>> act) {
        int count = Math.max(left.terms().size(), right.terms().size());
        boolean fits =
                (left.terms().size() == count || left.terms().size() == 1)
                        && (right.terms().size() == count || right.terms().size() == 1)
                        && left.dimensions().size() <= 1
                        && right.dimensions().size() <= 1
                        && count > 0;
        if (!fits) {
            return Optional.empty();
        }
        List<Optional<Term>> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add(
                    act.apply(
                            left.terms().get(left.terms().size() == 1 ? 0 : i),
                            right.terms().get(right.terms().size() == 1 ? 0 : i)));
        }
        boolean scalar = left.dimensions().isEmpty() && right.dimensions().isEmpty();
        return Optional.of(
                new PartialValue(left.type(), scalar ? List.of() : List.of((long) count), terms));
    }

    private Optional<PartialValue> compared() {
        return facts.partial(0)
                .flatMap(left ->
                        facts.partial(1)
                                .flatMap(right -> each(left, right, PartialEvaluation::equal)))
                .map(value ->
                        new PartialValue(ElementType.BOOL, value.dimensions(), value.terms()));
    }

    /** Lengths are never negative, so a name is no negative number. */
    private static Optional<Term> equal(Optional<Term> left, Optional<Term> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        if (left.equals(right)) {
            return Optional.of(Term.of(1));
        }
        Term a = left.get();
        Term b = right.get();
        boolean differ =
                (a.isNumber() && b.isNumber())
                        || (a.isLength() && b.isNumber() && b.factor() < 0)
                        || (b.isLength() && a.isNumber() && a.factor() < 0);
        return differ ? Optional.of(Term.of(0)) : Optional.empty();
    }

    private Optional<PartialValue> not() {
        return each(term -> term.filter(Term::isNumber).map(t -> Term.of(1 - t.factor())))
                .filter(value -> value.type() == ElementType.BOOL);
    }

    private Optional<PartialValue> negated() {
        return each(term -> term.flatMap(Term::negated));
    }

    private Optional<PartialValue> each(UnaryOperator<Optional<Term>> act) {
        return facts.partial(0)
                .map(value ->
                        new PartialValue(
                                value.type(),
                                value.dimensions(),
                                value.terms().stream().map(act).toList()));
    }

    private Optional<PartialValue> chosen() {
        Optional<PartialValue> which = facts.partial(0);
        Optional<PartialValue> yes = facts.partial(1);
        Optional<PartialValue> no = facts.partial(2);
        if (which.isEmpty() || yes.isEmpty() || no.isEmpty()) {
            return Optional.empty();
        }
        int count = which.get().terms().size();
        boolean alike =
                yes.get().dimensions().equals(which.get().dimensions())
                        && no.get().dimensions().equals(which.get().dimensions());
        if (!alike) {
            return Optional.empty();
        }
        List<Optional<Term>> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = i;
            terms.add(
                    which.get()
                            .terms()
                            .get(i)
                            .filter(Term::isNumber)
                            .flatMap(flag -> (flag.is(0) ? no : yes).get().terms().get(at)));
        }
        return Optional.of(new PartialValue(yes.get().type(), yes.get().dimensions(), terms));
    }

    private Optional<PartialValue> filled() {
        Optional<List<Long>> sizes = shortShape();
        if (!(node.attributes().get("value") instanceof Attribute.OfTensor(TensorValue value))
                || sizes.isEmpty()
                || value.elements() != 1) {
            return Optional.empty();
        }
        return PartialValue.of(value).map(one -> repeated(one, sizes.get()));
    }

    private Optional<List<Long>> shortShape() {
        return node.output(0)
                .flatMap(facts.inference()::type)
                .flatMap(type -> type.shape().fixed())
                .filter(sizes -> sizes.size() <= 1)
                .filter(sizes -> TensorValue.elementCount(sizes) <= PartialValue.MOST_ELEMENTS);
    }

    private static PartialValue repeated(PartialValue one, List<Long> sizes) {
        return new PartialValue(
                one.type(),
                sizes,
                Collections.nCopies((int) TensorValue.elementCount(sizes), one.terms().getFirst()));
    }

    private Optional<PartialValue> expanded() {
        return facts.partial(0)
                .filter(value -> value.terms().size() == 1)
                .flatMap(one -> shortShape().map(sizes -> repeated(one, sizes)));
    }

    private Optional<PartialValue> range() {
        if (facts.longs(0).isEmpty() || facts.longs(1).isEmpty() || facts.longs(2).isEmpty()) {
            return Optional.empty();
        }
        long start = facts.longs(0).get()[0];
        long limit = facts.longs(1).get()[0];
        long step = facts.longs(2).get()[0];
        List<Optional<Term>> terms = new ArrayList<>();
        for (long value = start; step > 0 ? value < limit : value > limit; value += step) {
            if (terms.size() == PartialValue.MOST_ELEMENTS || step == 0) {
                return Optional.empty();
            }
            terms.add(Optional.of(Term.of(value)));
        }
        return facts.element(0)
                .map(type -> new PartialValue(type, List.of((long) terms.size()), terms));
    }

    private Optional<PartialValue> product() {
        boolean whole = node.input(1).isEmpty() && node.intsAttribute("axes").isEmpty();
        Optional<PartialValue> value = vector(0);
        if (value.isEmpty() || !(whole || facts.axes(1).isPresent())) {
            return Optional.empty();
        }
        Optional<Term> product = Optional.of(Term.of(1));
        for (Optional<Term> term : value.get().terms()) {
            product = both(product, term, Term::times);
        }
        boolean keep = node.intAttribute("keepdims", 1) != 0;
        return Optional.of(
                new PartialValue(
                        value.get().type(), keep ? List.of(1L) : List.of(), List.of(product)));
    }
}
