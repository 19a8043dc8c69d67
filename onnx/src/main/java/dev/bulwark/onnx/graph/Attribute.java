package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A setting of a node, known when the model is written (ONNX IR, {@code AttributeProto}). */
public sealed interface Attribute {

    /**
     * The value that a call of the function around gives to one of its attributes.
     *
     * @param attribute the function's attribute
     * @param type number of the declared type in the file format
     */
    record Reference(String attribute, int type) implements Attribute {
        public Reference {
            if (attribute.isEmpty()) {
                throw new IllegalArgumentException("a reference names an attribute");
            }
        }
    }

    /** A number, single precision. */
    record OfFloat(float value) implements Attribute {}

    /** An integer. */
    record OfInt(long value) implements Attribute {}

    /** Bytes, commonly UTF-8 text. */
    record OfString(Bytes value) implements Attribute {
        /** The value as UTF-8 text. */
        public String text() {
            return new String(value.toArray(), StandardCharsets.UTF_8);
        }
    }

    /** A tensor. */
    record OfTensor(TensorValue value) implements Attribute {}

    /** A subgraph, as of {@code If} and {@code Loop}. */
    record OfGraph(Graph value) implements Attribute {}

    /** Numbers. */
    record OfFloats(List<Float> values) implements Attribute {
        public OfFloats {
            values = List.copyOf(values);
        }
    }

    /** Integers. */
    record OfInts(List<Long> values) implements Attribute {
        public OfInts {
            values = List.copyOf(values);
        }
    }

    /** Several byte strings. */
    record OfStrings(List<Bytes> values) implements Attribute {
        public OfStrings {
            values = List.copyOf(values);
        }
    }

    /** Several tensors. */
    record OfTensors(List<TensorValue> values) implements Attribute {
        public OfTensors {
            values = List.copyOf(values);
        }
    }

    /** Several subgraphs. */
    record OfGraphs(List<Graph> values) implements Attribute {
        public OfGraphs {
            values = List.copyOf(values);
        }
    }

    /** A sparse tensor. */
    record OfSparseTensor(SparseTensor value) implements Attribute {}

    /** Several sparse tensors. */
    record OfSparseTensors(List<SparseTensor> values) implements Attribute {
        public OfSparseTensors {
            values = List.copyOf(values);
        }
    }

    /**
     * A type, as of {@code Optional}.
     *
     * @param annotations the meanings its axes are said to have
     */
    record OfType(ValueType value, Annotations annotations) implements Attribute {}

    /** Several types. */
    record OfTypes(List<OfType> values) implements Attribute {
        public OfTypes {
            values = List.copyOf(values);
        }
    }

    /** A number. */
    static Attribute of(float value) {
        return new OfFloat(value);
    }

    /** An integer. */
    static Attribute of(long value) {
        return new OfInt(value);
    }

    /** Text, as UTF-8. */
    static Attribute of(String value) {
        return new OfString(Bytes.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** A tensor. */
    static Attribute of(TensorValue value) {
        return new OfTensor(value);
    }

    /** Integers. */
    static Attribute ints(long... values) {
        return new OfInts(Arrays.stream(values).boxed().toList());
    }

    /** Texts, as UTF-8. */
    static Attribute strings(List<String> values) {
        return new OfStrings(
                values.stream()
                        .map(value -> Bytes.of(value.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }
}
