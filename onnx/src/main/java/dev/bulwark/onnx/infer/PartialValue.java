package dev.bulwark.onnx.infer;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A short tensor of integers or truth values of which some may be known: what shapes are computed
 * from.
 *
 * @param type INT64, INT32 or BOOL
 * @param dimensions a scalar's or vector's
 * @param terms the elements; empty where nothing is known
 */
record PartialValue(ElementType type, List<Long> dimensions, List<Optional<Term>> terms) {
    /** Shapes have few axes; longer integer tensors are data. */
    static final int MOST_ELEMENTS = 64;

    PartialValue {
        dimensions = List.copyOf(dimensions);
        terms = List.copyOf(terms);
        if (TensorValue.elementCount(dimensions) != terms.size()) {
            throw new IllegalArgumentException(
                    "a value of shape %s has %d elements".formatted(dimensions, terms.size()));
        }
    }

    static PartialValue vector(List<Optional<Term>> terms) {
        return new PartialValue(ElementType.INT64, List.of((long) terms.size()), terms);
    }

    static PartialValue scalar(Optional<Term> term) {
        return new PartialValue(ElementType.INT64, List.of(), List.of(term));
    }

    /** A constant's elements, if it is short and of integers. */
    static Optional<PartialValue> of(TensorValue value) {
        ElementType type = value.elementType();
        if (value.elements() > MOST_ELEMENTS || !holds(type)) {
            return Optional.empty();
        }
        ByteBuffer raw = value.raw();
        List<Optional<Term>> terms = new ArrayList<>();
        while (raw.hasRemaining()) {
            long element =
                    type == ElementType.INT64
                            ? raw.getLong()
                            : type == ElementType.INT32 ? raw.getInt() : raw.get();
            terms.add(Optional.of(Term.of(element)));
        }
        return Optional.of(new PartialValue(type, value.dimensions(), terms));
    }

    static boolean holds(ElementType type) {
        return type == ElementType.INT64 || type == ElementType.INT32 || type == ElementType.BOOL;
    }

    boolean isKnown() {
        return terms.stream().allMatch(term -> term.filter(Term::isNumber).isPresent());
    }

    /** The tensor, if every element is known. */
    Optional<TensorValue> constant() {
        if (!isKnown()) {
            return Optional.empty();
        }
        ByteBuffer raw =
                ByteBuffer.allocate(terms.size() * type.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Optional<Term> term : terms) {
            long value = term.orElseThrow().factor();
            if (type == ElementType.INT64) {
                raw.putLong(value);
            } else if (type == ElementType.INT32) {
                raw.putInt((int) value);
            } else {
                raw.put((byte) value);
            }
        }
        return Optional.of(TensorValue.ofRaw(type, dimensions, Bytes.of(raw.array())));
    }
}
