package dev.bulwark.onnx.graph;

import com.google.protobuf.CodedInputStream;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.proto.AttributeProto;
import dev.bulwark.onnx.proto.FunctionProto;
import dev.bulwark.onnx.proto.GraphProto;
import dev.bulwark.onnx.proto.ModelProto;
import dev.bulwark.onnx.proto.NodeProto;
import dev.bulwark.onnx.proto.OperatorSetIdProto;
import dev.bulwark.onnx.proto.SparseTensorProto;
import dev.bulwark.onnx.proto.TensorAnnotation;
import dev.bulwark.onnx.proto.TensorProto;
import dev.bulwark.onnx.proto.TypeProto;
import dev.bulwark.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model file from anywhere, in bounded memory, and checks it.
 *
 * <p><b>Guarantees</b>: a file costs no more than its {@link Limits}; what comes back has passed
 * {@link Checker}; read from bytes, nothing else is opened; read by its path, nothing outside its
 * folder. Nodes that a tool wrote out of order come back {@linkplain TopologicalOrder in order}.
 *
 * <p><b>Does not guarantee</b> that the model computes what it is said to.
 */
public final class OnnxReader {
    private OnnxReader() {}

    /** Reads with {@link Limits#defaults}. */
    public static Model read(Bytes file) {
        return read(file, Limits.defaults());
    }

    /**
     * Reads one model file that holds all its weights.
     *
     * @throws BulwarkException {@code MODEL_TOO_LARGE}, {@code MODEL_MALFORMED}, {@code
     *     MODEL_UNSUPPORTED} or {@code MODEL_INVALID}
     */
    public static Model read(Bytes file, Limits limits) {
        return read(file.asBuffer(), limits, (proto, _) -> proto);
    }

    /** Reads with {@link Limits#defaults}. */
    public static Model read(Path file) {
        return read(file, Limits.defaults());
    }

    /**
     * Reads a model file and the weights it keeps in other files of its folder. Those count towards
     * {@link Limits#memory}; they have to be regular files that lie in the folder or below, links
     * followed.
     *
     * @throws BulwarkException as from bytes; {@code MODEL_UNREADABLE} if a file cannot be read,
     *     {@code MODEL_EXTERNAL_TENSOR} if a tensor's section is refused
     */
    public static Model read(Path file, Limits limits) {
        try {
            Path folder = Objects.requireNonNull(file.toRealPath().getParent(), "a file's folder");
            return read(
                    content(file, limits),
                    limits,
                    (proto, memory) -> ExternalTensors.inlined(proto, folder, memory));
        } catch (IOException e) {
            throw new BulwarkException(
                    "MODEL_UNREADABLE",
                    "the model '%s' cannot be read: %s".formatted(file, e),
                    "check the path, and that this process may read the file",
                    e);
        }
    }

    /** The file, refused before it is read where it is too large. */
    private static ByteBuffer content(Path file, Limits limits) throws IOException {
        long size = Files.size(file);
        if (size <= limits.bytes()) {
            try (InputStream input = Files.newInputStream(file)) {
                // One more than allowed: the file can grow, and a device has no size.
                long most = Math.min(limits.bytes() + 1, Integer.MAX_VALUE - 8);
                return ByteBuffer.wrap(input.readNBytes((int) most));
            }
        }
        throw tooLarge(size, limits);
    }

    private static BulwarkException tooLarge(long size, Limits limits) {
        return WireScan.tooLarge("has %d bytes, more than %d".formatted(size, limits.bytes()));
    }

    /** Brings in what lies outside of the message, with so many bytes of memory. */
    private interface Completion {
        ModelProto of(ModelProto proto, long memory) throws IOException;
    }

    private static Model read(ByteBuffer file, Limits limits, Completion completion) {
        if (file.remaining() > limits.bytes()) {
            throw tooLarge(file.remaining(), limits);
        }
        Model model;
        try {
            long cost = WireScan.check(CodedInputStream.newInstance(file.duplicate()), limits);
            CodedInputStream input = CodedInputStream.newInstance(file);
            input.setSizeLimit(Integer.MAX_VALUE);
            input.setRecursionLimit(limits.depth() + 1);
            ModelProto whole = completion.of(ModelProto.parseFrom(input), limits.memory() - cost);
            model = TopologicalOrder.of(model(whole));
        } catch (IOException e) {
            throw malformed(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw malformed(String.valueOf(e.getMessage()), e);
        }
        Checker.check(model);
        return model;
    }

    private static Model model(ModelProto proto) {
        if (!proto.hasGraph()) {
            throw malformed("there is no graph", null);
        }
        if (proto.getTrainingInfoCount() > 0) {
            throw unsupported("a training description", "export the inference model alone");
        }
        List<Annotations.Detail> devices = new ArrayList<>();
        proto.getConfigurationList().forEach(each -> devices.add(Annotations.devices(each)));
        return new Model(
                proto.getIrVersion(),
                opsets(proto.getOpsetImportList()),
                new Model.Producer(proto.getProducerName(), proto.getProducerVersion()),
                proto.getDomain(),
                proto.getModelVersion(),
                graph(proto.getGraph()),
                Annotations.entries(proto.getMetadataPropsList()),
                Annotations.of(proto.getDocString(), List.of(), devices),
                proto.getFunctionsList().stream().map(OnnxReader::function).toList());
    }

    private static Map<String, Long> opsets(List<OperatorSetIdProto> protos) {
        Map<String, Long> opsets = new LinkedHashMap<>();
        for (OperatorSetIdProto opset : protos) {
            if (opsets.put(Node.canonicalDomain(opset.getDomain()), opset.getVersion()) != null) {
                throw malformed("operator set '" + opset.getDomain() + "' comes twice", null);
            }
        }
        return opsets;
    }

    private static Function function(FunctionProto proto) {
        return new Function(
                new Function.Id(proto.getDomain(), proto.getName(), proto.getOverload()),
                proto.getInputList(),
                proto.getOutputList(),
                proto.getAttributeList(),
                attributes(proto.getAttributeProtoList(), proto.getName()),
                proto.getNodeList().stream().map(OnnxReader::node).toList(),
                opsets(proto.getOpsetImportList()),
                values(proto.getValueInfoList()));
    }

    private static Graph graph(GraphProto proto) {
        List<Node> nodes = new ArrayList<>(proto.getNodeCount());
        for (NodeProto node : proto.getNodeList()) {
            nodes.add(node(node));
        }
        Map<String, TensorValue> initializers = new LinkedHashMap<>();
        for (TensorProto tensor : proto.getInitializerList()) {
            if (tensor.getName().isEmpty()
                    || initializers.put(tensor.getName(), TensorCodec.read(tensor)) != null) {
                throw malformed(
                        "an initializer has no name, or '" + tensor.getName() + "' comes twice",
                        null);
            }
        }
        List<Annotations.Detail> quantization = new ArrayList<>();
        for (TensorAnnotation each : proto.getQuantizationAnnotationList()) {
            quantization.add(
                    new Annotations.Quantization(
                            each.getTensorName(),
                            Annotations.entries(each.getQuantParameterTensorNamesList())));
        }
        return new Graph(
                proto.getName(),
                nodes,
                values(proto.getInputList()),
                values(proto.getOutputList()),
                initializers,
                values(proto.getValueInfoList()),
                sparse(proto, initializers.keySet()),
                Annotations.of(proto.getDocString(), proto.getMetadataPropsList(), quantization));
    }

    private static Map<String, SparseTensor> sparse(GraphProto proto, Set<String> dense) {
        Map<String, SparseTensor> sparse = new LinkedHashMap<>();
        for (SparseTensorProto tensor : proto.getSparseInitializerList()) {
            String name = tensor.getValues().getName();
            if (name.isEmpty()
                    || dense.contains(name)
                    || sparse.put(name, TensorCodec.sparse(tensor, true)) != null) {
                throw malformed(
                        "a sparse initializer has no name, or '" + name + "' comes twice", null);
            }
        }
        return sparse;
    }

    private static List<ValueInfo> values(List<ValueInfoProto> protos) {
        List<ValueInfo> values = new ArrayList<>(protos.size());
        for (ValueInfoProto proto : protos) {
            values.add(
                    new ValueInfo(
                            proto.getName(),
                            proto.hasType()
                                    ? TypeCodec.read(proto.getType())
                                    : new ValueType.Unspecified(),
                            Annotations.of(
                                    proto.getDocString(),
                                    proto.getMetadataPropsList(),
                                    TypeCodec.denotations(proto.getType()))));
        }
        return values;
    }

    private static Node node(NodeProto proto) {
        List<Annotations.Detail> details = new ArrayList<>();
        proto.getDeviceConfigurationsList().forEach(e -> details.add(Annotations.placement(e)));
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (!attribute.getDocString().isEmpty()) {
                details.add(
                        new Annotations.AttributeText(
                                attribute.getName(), attribute.getDocString()));
            }
        }
        return new Node(
                proto.getOpType(),
                proto.getDomain(),
                proto.getName(),
                List.copyOf(proto.getInputList()),
                List.copyOf(proto.getOutputList()),
                attributes(proto.getAttributeList(), proto.getName()),
                Annotations.of(proto.getDocString(), proto.getMetadataPropsList(), details),
                proto.getOverload());
    }

    private static Map<String, Attribute> attributes(List<AttributeProto> protos, String owner) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (AttributeProto attribute : protos) {
            if (attributes.put(attribute.getName(), attribute(attribute)) != null) {
                throw malformed(
                        "attribute '%s' of '%s' comes twice".formatted(attribute.getName(), owner),
                        null);
            }
        }
        return attributes;
    }

    private static Attribute attribute(AttributeProto proto) {
        if (!proto.getRefAttrName().isEmpty()) {
            return new Attribute.Reference(proto.getRefAttrName(), proto.getType().getNumber());
        }
        return switch (proto.getType()) {
            case FLOAT -> new Attribute.OfFloat(proto.getF());
            case INT -> new Attribute.OfInt(proto.getI());
            case STRING -> new Attribute.OfString(Bytes.of(proto.getS().toByteArray()));
            case TENSOR -> new Attribute.OfTensor(TensorCodec.named(proto.getT()));
            case GRAPH -> new Attribute.OfGraph(graph(proto.getG()));
            case FLOATS -> new Attribute.OfFloats(proto.getFloatsList());
            case INTS -> new Attribute.OfInts(proto.getIntsList());
            case STRINGS ->
                    new Attribute.OfStrings(
                            proto.getStringsList().stream()
                                    .map(value -> Bytes.of(value.toByteArray()))
                                    .toList());
            case TENSORS ->
                    new Attribute.OfTensors(
                            proto.getTensorsList().stream().map(TensorCodec::named).toList());
            case GRAPHS ->
                    new Attribute.OfGraphs(
                            proto.getGraphsList().stream().map(OnnxReader::graph).toList());
            case UNDEFINED ->
                    throw malformed("attribute '" + proto.getName() + "' has no type", null);
            case SPARSE_TENSOR ->
                    new Attribute.OfSparseTensor(
                            TensorCodec.sparse(proto.getSparseTensor(), false));
            case SPARSE_TENSORS ->
                    new Attribute.OfSparseTensors(
                            proto.getSparseTensorsList().stream()
                                    .map(value -> TensorCodec.sparse(value, false))
                                    .toList());
            case TYPE_PROTO -> type(proto.getTp());
            case TYPE_PROTOS ->
                    new Attribute.OfTypes(
                            proto.getTypeProtosList().stream().map(OnnxReader::type).toList());
        };
    }

    private static Attribute.OfType type(TypeProto proto) {
        return new Attribute.OfType(
                TypeCodec.read(proto), Annotations.of("", List.of(), TypeCodec.denotations(proto)));
    }

    static BulwarkException malformed(String how, @Nullable Exception e) {
        String what = "the file is not an ONNX model: " + how;
        String fix = "export the model again, or check that the file is the one you mean";
        return e == null
                ? new BulwarkException("MODEL_MALFORMED", what, fix)
                : new BulwarkException("MODEL_MALFORMED", what, fix, e);
    }

    static BulwarkException unsupported(String what, String fix) {
        return new BulwarkException("MODEL_UNSUPPORTED", "the model uses " + what, fix);
    }
}
