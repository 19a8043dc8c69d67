package dev.bulwark.onnx.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.proto.AttributeProto;
import dev.bulwark.onnx.proto.AttributeProto.AttributeType;
import dev.bulwark.onnx.proto.FunctionProto;
import dev.bulwark.onnx.proto.GraphProto;
import dev.bulwark.onnx.proto.ModelProto;
import dev.bulwark.onnx.proto.NodeProto;
import dev.bulwark.onnx.proto.SparseTensorProto;
import dev.bulwark.onnx.proto.TensorAnnotation;
import dev.bulwark.onnx.proto.TypeProto;
import dev.bulwark.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model file. Fields go out in the order of their numbers and lists in the order they
 * have, nothing depends on time or place: equal models give equal bytes.
 */
public final class OnnxWriter {
    private OnnxWriter() {}

    /**
     * The model as a file.
     *
     * @throws IllegalArgumentException if it would pass 2 GiB, the format's limit
     */
    public static Bytes write(Model model) {
        return Bytes.of(serialized(proto(model)));
    }

    /**
     * Writes a model into {@code file}, with its large weights in another file beside it, which is
     * what models past 2 GiB need. The weights' file is called after the model's and their SHA-256,
     * so that whoever reads meanwhile finds the old model whole or the new one; the weights of the
     * old one stay until somebody deletes them.
     *
     * @param threshold bytes from which an initializer is moved out, {@code >= 1}
     * @throws BulwarkException {@code MODEL_NOT_WRITTEN} if the disk fails
     * @throws IllegalArgumentException if what stays inside would pass 2 GiB
     */
    public static void write(Model model, Path file, long threshold) {
        WeightsFile.write(proto(model), file, threshold);
    }

    private static ModelProto proto(Model model) {
        ModelProto.Builder proto =
                ModelProto.newBuilder()
                        .setIrVersion(model.irVersion())
                        .setProducerName(model.producer().name())
                        .setProducerVersion(model.producer().version())
                        .setDomain(model.domain())
                        .setModelVersion(model.modelVersion())
                        .setGraph(graph(model.graph()));
        model.opsets()
                .forEach((domain, version) ->
                        proto.addOpsetImportBuilder().setDomain(domain).setVersion(version));
        Annotations.write(model.metadata(), proto::addMetadataPropsBuilder);
        if (!model.annotations().docString().isEmpty()) {
            proto.setDocString(model.annotations().docString());
        }
        model.annotations()
                .details(Annotations.Devices.class)
                .forEach(devices -> proto.addConfiguration(Annotations.write(devices)));
        model.functions().forEach(function -> proto.addFunctions(function(function)));
        return proto.build();
    }

    private static FunctionProto function(Function function) {
        FunctionProto.Builder proto =
                FunctionProto.newBuilder()
                        .setDomain(function.id().domain())
                        .setName(function.id().name())
                        .setOverload(function.id().overload())
                        .addAllInput(function.inputs())
                        .addAllOutput(function.outputs())
                        .addAllAttribute(function.required());
        function.defaults()
                .forEach((name, value) -> proto.addAttributeProto(attribute(name, value)));
        function.nodes().forEach(node -> proto.addNode(node(node)));
        function.opsets()
                .forEach((domain, version) ->
                        proto.addOpsetImportBuilder().setDomain(domain).setVersion(version));
        function.valueInfos().forEach(value -> proto.addValueInfo(value(value)));
        return proto.build();
    }

    static byte[] serialized(ModelProto proto) {
        long size = proto.getSerializedSize();
        if (size < 0) {
            throw new IllegalArgumentException("a model file holds less than 2 GiB");
        }
        byte[] bytes = new byte[(int) size];
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        try {
            proto.writeTo(output);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the exact size takes the message", e);
        }
        output.checkNoSpaceLeft();
        return bytes;
    }

    private static GraphProto graph(Graph graph) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        graph.nodes().forEach(node -> proto.addNode(node(node)));
        graph.initializers()
                .forEach((name, value) ->
                        proto.addInitializer(TensorCodec.write(value).setName(name)));
        graph.inputs().forEach(value -> proto.addInput(value(value)));
        graph.outputs().forEach(value -> proto.addOutput(value(value)));
        graph.valueInfos().forEach(value -> proto.addValueInfo(value(value)));
        graph.sparseInitializers()
                .forEach((name, value) -> {
                    SparseTensorProto.Builder sparse = TensorCodec.write(value);
                    sparse.getValuesBuilder().setName(name);
                    proto.addSparseInitializer(sparse);
                });
        Annotations said = graph.annotations();
        if (!said.docString().isEmpty()) {
            proto.setDocString(said.docString());
        }
        Annotations.write(said.metadata(), proto::addMetadataPropsBuilder);
        for (Annotations.Quantization each : said.details(Annotations.Quantization.class)) {
            TensorAnnotation.Builder written =
                    proto.addQuantizationAnnotationBuilder().setTensorName(each.value());
            Annotations.write(each.parameters(), written::addQuantParameterTensorNamesBuilder);
        }
        return proto.build();
    }

    private static ValueInfoProto value(ValueInfo value) {
        ValueInfoProto.Builder proto = ValueInfoProto.newBuilder().setName(value.name());
        TypeProto type = TypeCodec.write(value.type(), value.annotations());
        if (!type.equals(TypeProto.getDefaultInstance())) {
            proto.setType(type);
        }
        if (!value.annotations().docString().isEmpty()) {
            proto.setDocString(value.annotations().docString());
        }
        Annotations.write(value.annotations().metadata(), proto::addMetadataPropsBuilder);
        return proto.build();
    }

    private static NodeProto node(Node node) {
        NodeProto.Builder proto =
                NodeProto.newBuilder()
                        .addAllInput(node.inputs())
                        .addAllOutput(node.outputs())
                        .setName(node.name())
                        .setOpType(node.opType());
        if (!node.domain().isEmpty()) {
            proto.setDomain(node.domain());
        }
        if (!node.overload().isEmpty()) {
            proto.setOverload(node.overload());
        }
        Map<String, String> texts = new HashMap<>();
        Annotations said = node.annotations();
        said.details(Annotations.AttributeText.class)
                .forEach(text -> texts.put(text.attribute(), text.docString()));
        for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
            AttributeProto.Builder attribute = attribute(entry.getKey(), entry.getValue());
            String text = texts.get(entry.getKey());
            proto.addAttribute(text == null ? attribute : attribute.setDocString(text));
        }
        if (!said.docString().isEmpty()) {
            proto.setDocString(said.docString());
        }
        Annotations.write(said.metadata(), proto::addMetadataPropsBuilder);
        said.details(Annotations.Placement.class)
                .forEach(each -> proto.addDeviceConfigurations(Annotations.write(each)));
        return proto.build();
    }

    private static AttributeProto.Builder attribute(String name, Attribute attribute) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        switch (attribute) {
            case Attribute.Reference reference -> refer(proto, reference);
            case Attribute.OfFloat(float value) -> proto.setType(AttributeType.FLOAT).setF(value);
            case Attribute.OfInt(long value) -> proto.setType(AttributeType.INT).setI(value);
            case Attribute.OfString(Bytes value) ->
                    proto.setType(AttributeType.STRING).setS(ByteString.copyFrom(value.asBuffer()));
            case Attribute.OfTensor(TensorValue value) ->
                    proto.setType(AttributeType.TENSOR).setT(TensorCodec.write(value));
            case Attribute.OfGraph(Graph value) ->
                    proto.setType(AttributeType.GRAPH).setG(graph(value));
            case Attribute.OfFloats(var values) ->
                    proto.setType(AttributeType.FLOATS).addAllFloats(values);
            case Attribute.OfInts(var values) ->
                    proto.setType(AttributeType.INTS).addAllInts(values);
            case Attribute.OfStrings(var values) ->
                    proto.setType(AttributeType.STRINGS)
                            .addAllStrings(each(values, v -> ByteString.copyFrom(v.asBuffer())));
            case Attribute.OfTensors(var values) ->
                    proto.setType(AttributeType.TENSORS)
                            .addAllTensors(each(values, v -> TensorCodec.write(v).build()));
            case Attribute.OfGraphs(var values) ->
                    proto.setType(AttributeType.GRAPHS)
                            .addAllGraphs(each(values, OnnxWriter::graph));
            case Attribute.OfSparseTensor(SparseTensor value) ->
                    proto.setType(AttributeType.SPARSE_TENSOR)
                            .setSparseTensor(TensorCodec.write(value));
            case Attribute.OfSparseTensors(var values) ->
                    proto.setType(AttributeType.SPARSE_TENSORS)
                            .addAllSparseTensors(each(values, v -> TensorCodec.write(v).build()));
            case Attribute.OfType type -> proto.setType(AttributeType.TYPE_PROTO).setTp(type(type));
            case Attribute.OfTypes(var values) ->
                    proto.setType(AttributeType.TYPE_PROTOS)
                            .addAllTypeProtos(each(values, OnnxWriter::type));
        }
        return proto;
    }

    private static void refer(AttributeProto.Builder proto, Attribute.Reference reference) {
        proto.setRefAttrName(reference.attribute());
        AttributeType known = AttributeType.forNumber(reference.type());
        if (known != null && known != AttributeType.UNDEFINED) {
            proto.setType(known);
        }
    }

    private static TypeProto type(Attribute.OfType type) {
        return TypeCodec.write(type.value(), type.annotations());
    }

    private static <T, R> List<R> each(List<T> values, java.util.function.Function<T, R> written) {
        return values.stream().map(written).toList();
    }
}
