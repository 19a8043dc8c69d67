package dev.bulwark.onnx.gradient.perexample.axis;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Shapes inferred for two numbers of examples: a length that is the same in both does not depend on
 * the examples, and one that is the same multiple of each is that multiple of their number.
 */
final class Probes {
    /** Two primes no layer has for a width; small, so that no product of lengths overflows. */
    private static final long FIRST = 101;

    private static final long SECOND = 103;

    /** Free lengths, such as those of texts, become this and odd multiples of it. */
    private static final long FREE = 64;

    private final TypeInference first;
    private final TypeInference second;

    Probes(Model model, Set<String> shared) {
        this.first = TypeInference.of(withExamples(model, shared, FIRST));
        this.second = TypeInference.of(withExamples(model, shared, SECOND));
    }

    private static Model withExamples(Model model, Set<String> shared, long count) {
        Map<String, Long> lengths = new HashMap<>();
        List<ValueInfo> inputs = new ArrayList<>();
        for (ValueInfo input : model.graph().inputs()) {
            inputs.add(
                    input.type() instanceof ValueType.OfTensor(var type, var shape)
                                    && shape instanceof Shape.Ranked(List<Dimension> dimensions)
                            ? new ValueInfo(
                                    input.name(),
                                    new ValueType.OfTensor(
                                            type,
                                            fixed(
                                                    input.name(),
                                                    dimensions,
                                                    shared.contains(input.name()) ? -1 : count,
                                                    lengths)))
                            : input);
        }
        Graph graph = model.graph();
        return model.withGraph(
                new Graph(
                        graph.name(),
                        graph.nodes(),
                        inputs,
                        List.of(),
                        graph.initializers(),
                        graph.valueInfos()));
    }

    /** Every length a number: the first that of the examples, if {@code count >= 0}. */
    private static Shape fixed(
            String input, List<Dimension> dimensions, long count, Map<String, Long> lengths) {
        List<Dimension> numbers = new ArrayList<>();
        for (int axis = 0; axis < dimensions.size(); axis++) {
            String key = input + "/" + axis;
            numbers.add(
                    axis == 0 && count >= 0
                            ? Dimension.of(count)
                            : switch (dimensions.get(axis)) {
                                case Dimension.Fixed dimension -> dimension;
                                case Dimension.Symbolic(String name) -> free(name, lengths);
                                case Dimension.Unknown() -> free(key, lengths);
                            });
        }
        return new Shape.Ranked(numbers);
    }

    private static Dimension free(String key, Map<String, Long> lengths) {
        long next = FREE * (2L * lengths.size() + 1);
        return Dimension.of(lengths.computeIfAbsent(key, name -> next));
    }

    /** The lengths of a value's axes, if the number of axes is known. */
    Optional<List<Extent>> extents(String value) {
        Optional<List<Dimension>> one = dimensions(first, value);
        Optional<List<Dimension>> two = dimensions(second, value);
        if (one.isEmpty() || two.isEmpty() || one.get().size() != two.get().size()) {
            return Optional.empty();
        }
        List<Extent> extents = new ArrayList<>();
        for (int axis = 0; axis < one.get().size(); axis++) {
            extents.add(
                    Extent.of(size(one.get().get(axis)), FIRST, size(two.get().get(axis)), SECOND));
        }
        return Optional.of(extents);
    }

    private static Optional<List<Dimension>> dimensions(TypeInference types, String value) {
        return types.type(value)
                .map(ValueType.OfTensor::shape)
                .filter(Shape.Ranked.class::isInstance)
                .map(shape -> ((Shape.Ranked) shape).dimensions());
    }

    private static long size(Dimension dimension) {
        return dimension instanceof Dimension.Fixed(long size) ? size : -1;
    }

    OptionalInt rank(String value) {
        Optional<List<Dimension>> dimensions = dimensions(first, value);
        return dimensions.map(d -> OptionalInt.of(d.size())).orElseGet(OptionalInt::empty);
    }

    /** The value, if it is the same for every number of examples. */
    Optional<TensorValue> constant(String value) {
        Optional<TensorValue> one = first.constant(value);
        return one.isPresent() && one.equals(second.constant(value)) ? one : Optional.empty();
    }

    /** The integers, if they are the same for every number of examples. */
    Optional<long[]> integers(String value) {
        return constant(value)
                .filter(tensor -> tensor.elementType() == ElementType.INT64)
                .map(TensorValue::longs);
    }
}
