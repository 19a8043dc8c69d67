package dev.bulwark.gateway.protocol;

import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.gateway.problem.RequestRefused;
import dev.bulwark.kernel.exchange.NamedTensor;
import dev.bulwark.kernel.exchange.NamedTensors;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.json.JsonException;
import dev.bulwark.kernel.table.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes inference requests of the Open Inference Protocol v2 in JSON.
 *
 * <p><b>Guarantees:</b> a request that comes out has every input of the model exactly once, of the
 * declared datatype and shape, all with the same number of rows, every number finite and within its
 * column's range, every category one of its column's. No value of a personal column is in any
 * refusal.
 *
 * <p><b>Does not guarantee</b> that a row is like those the model was trained on, only that each of
 * its values could be.
 */
public final class InferenceDecoder {
    private static final int LONGEST_ID = 256;
    private static final int MOST_OUTPUTS = 64;
    private static final int LONGEST_SHOWN = 40;
    private static final Set<String> REQUEST = Set.of("id", "parameters", "inputs", "outputs");
    private static final Set<String> INPUT =
            Set.of("name", "shape", "datatype", "parameters", "data");
    private static final Set<String> OUTPUT = Set.of("name", "parameters");

    private final ModelContract contract;
    private final InferenceLimits limits;
    private final Map<String, Column> features = new LinkedHashMap<>();

    /**
     * @param contract that requests must fit
     * @param limits of a request
     */
    public InferenceDecoder(ModelContract contract, InferenceLimits limits) {
        this.contract = contract;
        this.limits = limits;
        contract.schema().features().forEach(column -> features.put(column.name(), column));
    }

    /** Decodes a body; its cost is linear in the body's length. */
    public Decoded decode(byte[] body) {
        try {
            return new Decoded.Valid(request(body));
        } catch (RequestRefused e) {
            return new Decoded.Refused(e.problem());
        } catch (JsonException e) {
            return new Decoded.Refused(HttpProblem.of(ProblemKind.MALFORMED_JSON, e.what()));
        }
    }

    private InferenceRequest request(byte[] body) {
        if (!(Json.parse(body, limits.json()) instanceof Json.Obj request)) {
            throw malformed("the request must be an object");
        }
        onlyKnown(request, REQUEST, "the request");
        noParameters(request, "the request");
        Map<String, Json.Obj> inputs = inputs(request);
        int rows = -1;
        List<NamedTensor> tensors = new ArrayList<>();
        for (Column column : features.values()) {
            Json.Obj input = inputs.get(column.name());
            if (input == null) {
                throw refused(missing(inputs.keySet()));
            }
            int these = rows(input, column);
            if (rows >= 0 && these != rows) {
                throw refused(
                        "input '%s' has %d rows, the inputs before it have %d"
                                .formatted(column.name(), these, rows));
            }
            rows = these;
            tensors.add(InputReader.of(column).read(input, rows));
        }
        return new InferenceRequest(id(request), rows, new NamedTensors(tensors), outputs(request));
    }

    private Map<String, Json.Obj> inputs(Json.Obj request) {
        Map<String, Json.Obj> inputs = new LinkedHashMap<>();
        for (Json element : array(request, "inputs", "the request")) {
            if (!(element instanceof Json.Obj input)) {
                throw malformed("each of 'inputs' must be an object");
            }
            String name = string(input, "name", "an input");
            String where = "input " + shown(name);
            onlyKnown(input, INPUT, where);
            noParameters(input, where);
            if (!features.containsKey(name)) {
                throw refused(where + " is not one of the model's");
            }
            if (inputs.put(name, input) != null) {
                throw malformed(where + " comes twice");
            }
        }
        return inputs;
    }

    private String missing(Set<String> given) {
        Set<String> missing = new LinkedHashSet<>(features.keySet());
        missing.removeAll(given);
        int shownNames = 10;
        String names = String.join("', '", missing.stream().limit(shownNames).toList());
        return "%d input(s) are missing: '%s'%s"
                .formatted(missing.size(), names, missing.size() > shownNames ? ", …" : "");
    }

    /** Checks datatype and shape; the number of rows. */
    private int rows(Json.Obj input, Column column) {
        TensorDeclaration declared = ModelContract.input(column);
        String where = "input '" + column.name() + "'";
        String datatype = string(input, "datatype", where);
        if (!datatype.equals(declared.datatype().name())) {
            throw refused(
                    "%s has datatype %s, the model takes %s"
                            .formatted(where, shown(datatype), declared.datatype()));
        }
        List<Json> dimensions = array(input, "shape", where);
        if (dimensions.size() != declared.shape().size()) {
            throw refused(
                    "%s has a shape of %d dimensions, the model takes %s"
                            .formatted(where, dimensions.size(), declared.shape()));
        }
        for (int i = 1; i < dimensions.size(); i++) {
            if (dimension(dimensions.get(i), where) != declared.shape().get(i)) {
                throw refused(
                        "%s has another shape than the model takes, which is %s"
                                .formatted(where, declared.shape()));
            }
        }
        long rows = dimension(dimensions.getFirst(), where);
        if (rows < 1 || rows > limits.rows()) {
            throw refused("%s must have 1 to %d rows".formatted(where, limits.rows()));
        }
        return (int) rows;
    }

    private static long dimension(Json dimension, String where) {
        if (dimension instanceof Json.Num number) {
            try {
                return number.asLong();
            } catch (JsonException e) {
                throw malformed(where + " has a dimension that is no integer");
            }
        }
        throw malformed(where + " has a dimension that is no number");
    }

    private static Optional<String> id(Json.Obj request) {
        if (request.get("id").isEmpty()) {
            return Optional.empty();
        }
        String id = string(request, "id", "the request");
        if (id.length() > LONGEST_ID) {
            throw malformed("'id' has more than " + LONGEST_ID + " characters");
        }
        return Optional.of(id);
    }

    private List<TensorDeclaration> outputs(Json.Obj request) {
        if (request.get("outputs").isEmpty()) {
            return contract.outputs();
        }
        Map<String, TensorDeclaration> wanted = new LinkedHashMap<>();
        List<Json> elements = array(request, "outputs", "the request");
        if (elements.isEmpty() || elements.size() > MOST_OUTPUTS) {
            throw malformed("'outputs', when given, names 1 to " + MOST_OUTPUTS + " outputs");
        }
        for (Json element : elements) {
            if (!(element instanceof Json.Obj output)) {
                throw malformed("each of 'outputs' must be an object");
            }
            String name = string(output, "name", "an output");
            onlyKnown(output, OUTPUT, "output " + shown(name));
            noParameters(output, "output " + shown(name));
            TensorDeclaration declared =
                    contract.output(name)
                            .orElseThrow(() ->
                                    refused(
                                            "output "
                                                    + shown(name)
                                                    + " is not one of the model's"));
            if (wanted.put(name, declared) != null) {
                throw malformed("output " + shown(name) + " comes twice");
            }
        }
        return List.copyOf(wanted.values());
    }

    private static void onlyKnown(Json.Obj object, Set<String> known, String where) {
        for (String member : object.members().keySet()) {
            if (!known.contains(member)) {
                throw malformed(where + " has the unknown member " + shown(member));
            }
        }
    }

    private static void noParameters(Json.Obj object, String where) {
        Optional<Json> parameters = object.get("parameters");
        if (parameters.isEmpty()) {
            return;
        }
        if (!(parameters.get() instanceof Json.Obj given)) {
            throw malformed("'parameters' of " + where + " must be an object");
        }
        for (String name : given.members().keySet()) {
            if (name.startsWith("binary_data")) {
                throw new RequestRefused(
                        ProblemKind.BINARY_TENSORS,
                        where + " asks for binary tensors; send and take tensors as JSON");
            }
            throw malformed(where + " has the parameter " + shown(name) + ", which is not known");
        }
    }

    private static String string(Json.Obj object, String member, String where) {
        if (object.get(member).orElse(null) instanceof Json.Str(String value)) {
            return value;
        }
        throw malformed("%s needs '%s', a string".formatted(where, member));
    }

    static List<Json> array(Json.Obj object, String member, String where) {
        if (object.get(member).orElse(null) instanceof Json.Arr(List<Json> elements)) {
            return elements;
        }
        throw malformed("%s needs '%s', an array".formatted(where, member));
    }

    /** A client's word, fit to be shown to that client: short, without control characters. */
    static String shown(String text) {
        String kept =
                text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        return "'" + kept.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    static RequestRefused malformed(String detail) {
        return new RequestRefused(ProblemKind.MALFORMED_REQUEST, detail);
    }

    static RequestRefused refused(String detail) {
        return new RequestRefused(ProblemKind.INPUT_REFUSED, detail);
    }
}
