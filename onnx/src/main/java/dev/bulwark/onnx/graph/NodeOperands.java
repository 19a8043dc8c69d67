package dev.bulwark.onnx.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is known of the values that one node reads. */
final class NodeOperands {
    private final TypeInference inference;
    private final Node node;

    NodeOperands(TypeInference inference, Node node) {
        this.inference = inference;
        this.node = node;
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
        Optional<List<Dimension>> dimensions = dims(input);
        if (dimensions.isEmpty()) {
            return OptionalInt.empty();
        }
        int rank = dimensions.get().size();
        long axis = node.intAttribute(attribute, absent);
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

    Optional<long[]> longs(int input) {
        return node.input(input)
                .flatMap(inference::constant)
                .filter(value -> value.elementType() == ElementType.INT64)
                .map(TensorValue::longs);
    }

    static Shape ranked(List<Dimension> dimensions) {
        return new Shape.Ranked(dimensions);
    }

    static List<Dimension> unknown(int rank) {
        Dimension[] dimensions = new Dimension[rank];
        Arrays.fill(dimensions, new Dimension.Unknown());
        return List.of(dimensions);
    }
}
