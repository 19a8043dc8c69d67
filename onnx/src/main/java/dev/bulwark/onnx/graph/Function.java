package dev.bulwark.onnx.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An operator that the model defines itself, out of others (ONNX IR, {@code FunctionProto}).
 *
 * @param id what nodes call it by
 * @param inputs names its nodes read its operands by, in order
 * @param outputs names of the values it makes, in order
 * @param required attributes that every call gives
 * @param defaults attributes with the values of calls that do not give them
 * @param nodes in topological order
 * @param opsets version of each operator set that its nodes belong to, by domain
 * @param valueInfos declared types of its values
 */
public record Function(
        Id id,
        List<String> inputs,
        List<String> outputs,
        List<String> required,
        Map<String, Attribute> defaults,
        List<Node> nodes,
        Map<String, Long> opsets,
        List<ValueInfo> valueInfos) {

    /**
     * What a function is called by, unique in a model.
     *
     * @param domain operator set it belongs to
     * @param name the operator
     * @param overload tells functions of one name apart; commonly empty
     */
    public record Id(String domain, String name, String overload) {
        public Id {
            domain = Node.canonicalDomain(domain);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a function needs a name");
            }
        }

        /** The function that a node calls, if there is one. */
        public static Id of(Node node) {
            return new Id(node.domain(), node.opType(), node.overload());
        }

        /** As errors name it. */
        public String describe() {
            return "function '%s'".formatted(domain.isEmpty() ? name : domain + "." + name)
                    + (overload.isEmpty() ? "" : " (" + overload + ")");
        }
    }

    public Function {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        required = List.copyOf(required);
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        nodes = List.copyOf(nodes);
        Map<String, Long> canonical = new LinkedHashMap<>();
        opsets.forEach((key, version) -> canonical.put(Node.canonicalDomain(key), version));
        opsets = Collections.unmodifiableMap(canonical);
        valueInfos = List.copyOf(valueInfos);
    }
}
