package dev.bulwark.onnx.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model, with all that its file says.
 *
 * @param irVersion version of the file format
 * @param opsets version of each operator set by domain; empty is the standard domain
 * @param producer tool that wrote the model
 * @param domain reverse-DNS name space of the model, may be empty
 * @param modelVersion version its owner gave it
 * @param graph what it computes
 * @param metadata free text by key, in file order
 * @param annotations its documentation, and the devices it can be spread over
 * @param functions that its nodes may call, in file order
 */
public record Model(
        long irVersion,
        Map<String, Long> opsets,
        Producer producer,
        String domain,
        long modelVersion,
        Graph graph,
        Map<String, String> metadata,
        Annotations annotations,
        List<Function> functions) {

    /** Standard operator set of the models that Bulwark builds. */
    public static final long OPSET = 18;

    /** Operator set of {@code ai.onnx.ml} in the models that Bulwark builds. */
    public static final long ML_OPSET = 3;

    /** Version of the file format of the models that Bulwark builds. */
    public static final long IR_VERSION = 8;

    /** Metadata key of the schema of the rows the model takes, as canonical JSON. */
    public static final String SCHEMA_KEY = "bulwark.schema";

    /**
     * The tool that wrote a model.
     *
     * @param name may be empty
     * @param version may be empty
     */
    public record Producer(String name, String version) {}

    public Model {
        Map<String, Long> canonical = new LinkedHashMap<>();
        opsets.forEach((key, version) -> canonical.put(Node.canonicalDomain(key), version));
        opsets = Collections.unmodifiableMap(canonical);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        functions = List.copyOf(functions);
    }

    /** A model without functions. */
    public Model(
            long irVersion,
            Map<String, Long> opsets,
            Producer producer,
            String domain,
            long modelVersion,
            Graph graph,
            Map<String, String> metadata,
            Annotations annotations) {
        this(
                irVersion,
                opsets,
                producer,
                domain,
                modelVersion,
                graph,
                metadata,
                annotations,
                List.of());
    }

    /** A model nothing more is said about. */
    public Model(
            long irVersion,
            Map<String, Long> opsets,
            Producer producer,
            String domain,
            long modelVersion,
            Graph graph,
            Map<String, String> metadata) {
        this(irVersion, opsets, producer, domain, modelVersion, graph, metadata, Annotations.NONE);
    }

    /** A model of Bulwark's own making over {@code graph}. */
    public static Model of(Graph graph) {
        Map<String, Long> opsets = new LinkedHashMap<>();
        opsets.put("", OPSET);
        opsets.put(Node.ML_DOMAIN, ML_OPSET);
        return new Model(IR_VERSION, opsets, new Producer("bulwark", ""), "", 0, graph, Map.of());
    }

    /** Version of the standard operator set; 0 where the model does not import it. */
    public long opset() {
        return opsets.getOrDefault("", 0L);
    }

    /** The same model computing something else. */
    public Model withGraph(Graph newGraph) {
        return new Model(
                irVersion,
                opsets,
                producer,
                domain,
                modelVersion,
                newGraph,
                metadata,
                annotations,
                functions);
    }

    /** The same model declared for other versions; its nodes have to be of them already. */
    public Model withVersions(long newIrVersion, Map<String, Long> newOpsets) {
        return new Model(
                newIrVersion,
                newOpsets,
                producer,
                domain,
                modelVersion,
                graph,
                metadata,
                annotations,
                functions);
    }

    /** The same model with other functions. */
    public Model withFunctions(List<Function> newFunctions) {
        return new Model(
                irVersion,
                opsets,
                producer,
                domain,
                modelVersion,
                graph,
                metadata,
                annotations,
                newFunctions);
    }

    /** The same model with other operator sets. */
    public Model withOpsets(Map<String, Long> newOpsets) {
        return new Model(
                irVersion,
                newOpsets,
                producer,
                domain,
                modelVersion,
                graph,
                metadata,
                annotations,
                functions);
    }

    /** The same model with {@code key} set to {@code value}. */
    public Model withMetadata(String key, String value) {
        Map<String, String> copy = new LinkedHashMap<>(metadata);
        copy.put(key, value);
        return new Model(
                irVersion,
                opsets,
                producer,
                domain,
                modelVersion,
                graph,
                copy,
                annotations,
                functions);
    }
}
