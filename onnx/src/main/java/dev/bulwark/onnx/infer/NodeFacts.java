package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is known of the values that one node reads, and where what follows for its outputs goes. */
final class NodeFacts {
    private final TypeInference inference;
    private final Node node;

    NodeFacts(TypeInference inference, Node node) {
        this.inference = inference;
        this.node = node;
    }

    Node node() {
        return node;
    }

    TypeInference inference() {
        return inference;
    }

    Optional<ElementType> element(int input) {
        return node.input(input).flatMap(inference::type).map(ValueType.OfTensor::elementType);
    }

    Shape shape(int input) {
        return node.input(input)
                .flatMap(inference::type)
                .map(ValueType.OfTensor::shape)
                .orElseGet(Shape.Unranked::new);
    }

    Optional<List<Dimension>> dims(int input) {
        return shape(input) instanceof Shape.Ranked(List<Dimension> dimensions)
                ? Optional.of(dimensions)
                : Optional.empty();
    }

    /** The axis attribute as an index into the dimensions of {@code input}, if those are known. */
    OptionalInt axis(String attribute, long absent, int input) {
        return dims(input)
                .map(dimensions -> index(node.intAttribute(attribute, absent), dimensions.size()))
                .orElseGet(OptionalInt::empty);
    }

    /** An axis, counted from behind where it is negative, as an index. */
    static OptionalInt index(long axis, int rank) {
        long index = axis < 0 ? axis + rank : axis;
        return index >= 0 && index < rank ? OptionalInt.of((int) index) : OptionalInt.empty();
    }

    /** Axes from the attribute of older operator sets or the constant input of newer ones. */
    Optional<List<Long>> axes(int input) {
        Optional<List<Long>> attribute = node.intsAttribute("axes");
        return attribute.isPresent()
                ? attribute
                : longs(input).map(values -> Arrays.stream(values).boxed().toList());
    }

    /** The integers of a short constant. */
    Optional<long[]> longs(int input) {
        return partial(input)
                .filter(PartialValue::isKnown)
                .map(value ->
                        value.terms().stream().mapToLong(t -> t.orElseThrow().factor()).toArray());
    }

    /** What is known of the integers of a short vector, if its length is. */
    Optional<PartialValue> partial(int input) {
        return node.input(input).flatMap(inference::partial);
    }

    /** A short vector of lengths as axes. */
    Optional<List<Dimension>> lengths(int input) {
        return partial(input)
                .filter(value -> value.terms().size() <= TensorValue.MAX_RANK)
                .map(value -> value.terms().stream().map(Term::length).toList());
    }

    /** The rank that a vector of lengths describes, if the vector's own length is known. */
    OptionalInt lengthOf(int input) {
        return dims(input)
                                .filter(d -> d.size() == 1)
                                .map(List::getFirst)
                                .filter(d ->
                                        d instanceof Dimension.Fixed(long n)
                                                && n <= TensorValue.MAX_RANK)
                                .orElse(null)
                        instanceof Dimension.Fixed(long n)
                ? OptionalInt.of((int) n)
                : OptionalInt.empty();
    }

    void put(int output, ElementType type, Shape shape) {
        node.output(output)
                .ifPresent(name -> inference.put(name, new ValueType.OfTensor(type, shape)));
    }

    void put(int output, ElementType type, List<Dimension> dimensions) {
        put(output, type, new Shape.Ranked(dimensions));
    }

    /** An output of the first input's element type. */
    void put(int output, Shape shape) {
        element(0).ifPresent(type -> put(output, type, shape));
    }

    /** An output of the first input's element type. */
    void put(int output, List<Dimension> dimensions) {
        put(output, new Shape.Ranked(dimensions));
    }

    static Shape shape(Optional<List<Dimension>> dimensions) {
        return dimensions.<Shape>map(Shape.Ranked::new).orElseGet(Shape.Unranked::new);
    }

    static List<Dimension> unknown(int rank) {
        Dimension[] dimensions = new Dimension[rank];
        Arrays.fill(dimensions, new Dimension.Unknown());
        return List.of(dimensions);
    }

    static List<Dimension> with(List<Dimension> dimensions, int axis, Dimension length) {
        List<Dimension> changed = new ArrayList<>(dimensions);
        changed.set(axis, length);
        return List.copyOf(changed);
    }
}
