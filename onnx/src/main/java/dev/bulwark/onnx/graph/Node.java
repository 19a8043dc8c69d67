package dev.bulwark.onnx.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One operation of the graph.
 *
 * @param opType operator, e.g. {@code Gemm}; not empty
 * @param domain operator set it belongs to; empty for the standard one
 * @param name for people and errors, may be empty
 * @param inputs names of the values it reads; an empty name is an optional input left out
 * @param outputs names of the values it makes; an empty name is an output nobody wants
 * @param attributes its settings, in file order
 * @param annotations what is said about it beside what it computes
 * @param overload which of several functions of one name it calls; commonly empty
 */
public record Node(
        String opType,
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes,
        Annotations annotations,
        String overload) {

    /** Domain of the classical machine-learning operators, such as {@code OneHotEncoder}. */
    public static final String ML_DOMAIN = "ai.onnx.ml";

    public Node {
        if (opType.isEmpty()) {
            throw new IllegalArgumentException(
                    "a node needs an operator, but '" + name + "' has none");
        }
        domain = canonicalDomain(domain);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** A node nothing is said about. */
    public Node(
            String opType,
            String domain,
            String name,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes) {
        this(opType, domain, name, inputs, outputs, attributes, Annotations.NONE);
    }

    /** A node that names no overload. */
    public Node(
            String opType,
            String domain,
            String name,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes,
            Annotations annotations) {
        this(opType, domain, name, inputs, outputs, attributes, annotations, "");
    }

    /** {@code ai.onnx} is another spelling of the standard domain, the empty one. */
    static String canonicalDomain(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    /** The name of input {@code index}, unless it is left out. */
    public Optional<String> input(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty()
                ? Optional.of(inputs.get(index))
                : Optional.empty();
    }

    /** The name of output {@code index}, unless nobody wants it. */
    public Optional<String> output(int index) {
        return index < outputs.size() && !outputs.get(index).isEmpty()
                ? Optional.of(outputs.get(index))
                : Optional.empty();
    }

    /** An integer setting, or {@code absent} where it is not set. */
    public long intAttribute(String key, long absent) {
        return attributes.get(key) instanceof Attribute.OfInt(long value) ? value : absent;
    }

    /** An integer setting that has no default. */
    public OptionalLong intAttribute(String key) {
        return attributes.get(key) instanceof Attribute.OfInt(long value)
                ? OptionalLong.of(value)
                : OptionalLong.empty();
    }

    /** A real setting, or {@code absent} where it is not set. */
    public float floatAttribute(String key, float absent) {
        return attributes.get(key) instanceof Attribute.OfFloat(float value) ? value : absent;
    }

    /** A text setting, or {@code absent} where it is not set. */
    public String stringAttribute(String key, String absent) {
        return attributes.get(key) instanceof Attribute.OfString text ? text.text() : absent;
    }

    /** A list of integers, if it is set. */
    public Optional<List<Long>> intsAttribute(String key) {
        return attributes.get(key) instanceof Attribute.OfInts(List<Long> values)
                ? Optional.of(values)
                : Optional.empty();
    }

    /** The operator with its domain, for errors: {@code Gemm} or {@code ai.onnx.ml.Scaler}. */
    public String operator() {
        return domain.isEmpty() ? opType : domain + "." + opType;
    }

    /** The node as errors name it: its name and operator, and what it makes. */
    public String describe() {
        return (name.isEmpty() ? "the node" : "node '" + name + "'")
                + " ("
                + operator()
                + " -> "
                + String.join(", ", outputs)
                + ")";
    }

    /** The same node reading other values. */
    public Node withInputs(List<String> newInputs) {
        return new Node(
                opType, domain, name, newInputs, outputs, attributes, annotations, overload);
    }

    /** The same node with other settings. */
    public Node withAttributes(Map<String, Attribute> newAttributes) {
        return new Node(
                opType, domain, name, inputs, outputs, newAttributes, annotations, overload);
    }

    /** The same node of another operator. */
    public Node withOperator(String newOpType) {
        return new Node(
                newOpType, domain, name, inputs, outputs, attributes, annotations, overload);
    }
}
