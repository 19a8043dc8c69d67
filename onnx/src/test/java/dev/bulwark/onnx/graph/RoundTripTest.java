package dev.bulwark.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.Fixtures;
import dev.bulwark.onnx.proto.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is read and written again says all it said, as a protobuf message. */
class RoundTripTest {
    static List<Path> models() throws IOException {
        return Fixtures.modelsOrPlaceholder();
    }

    @ParameterizedTest
    @MethodSource("models")
    void keepsAllThatExportersWrite(Path file) throws IOException {
        if (!Files.exists(file)) {
            abort("SKIPPED: " + Fixtures.FOLDER + " is not there");
        }
        keepsAll(Bytes.of(Files.readAllBytes(file)));
    }

    @Test
    void keepsEveryFieldOfTheFormat() throws IOException {
        keepsAll(everything());
    }

    @Test
    void keepsAnnotationsThroughChangesOfTheGraph() throws IOException {
        Model model = OnnxReader.read(everything());
        Graph graph = model.graph();
        assertThat(GraphBuilder.extending(graph).build()).isEqualTo(graph);
        assertThat(graph.withNodes(graph.nodes()).withInputs(graph.inputs())).isEqualTo(graph);
        assertThat(model.withGraph(graph).annotations().docString()).isEqualTo("a model");
        assertThat(Graphs.withoutDeadParts(graph, true).annotations())
                .isEqualTo(graph.annotations());
    }

    private static void keepsAll(Bytes file) throws InvalidProtocolBufferException {
        ModelProto before = ModelProto.parseFrom(file.asBuffer());
        ModelProto after = ModelProto.parseFrom(OnnxWriter.write(OnnxReader.read(file)).asBuffer());
        assertThat(withoutDefaults(after)).isEqualTo(withoutDefaults(before));
    }

    /** An empty text that is written and one that is left out say the same. */
    private static Message withoutDefaults(Message message) {
        Message.Builder builder = message.toBuilder();
        message.getAllFields()
                .forEach((field, value) -> {
                    if (field.isRepeated()) {
                        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                                Message each = (Message) message.getRepeatedField(field, i);
                                builder.setRepeatedField(field, i, withoutDefaults(each));
                            }
                        }
                    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                        builder.setField(field, withoutDefaults((Message) value));
                    } else if (value.equals(field.getDefaultValue())
                            && field.getContainingOneof() == null) {
                        builder.clearField(field);
                    }
                });
        return builder.build();
    }

    /** A file with something in every field that is kept. */
    static Bytes everything() throws IOException {
        ModelProto.Builder model = ModelProto.newBuilder();
        TextFormat.merge(EVERYTHING, model);
        return Bytes.of(model.build().toByteArray());
    }

    private static final String EVERYTHING =
            """
            ir_version: 13
            opset_import { domain: "" version: 24 }
            opset_import { domain: "com.example" version: 1 }
            producer_name: "me" producer_version: "2" domain: "org.example" model_version: 4
            doc_string: "a model"
            metadata_props { key: "author" value: "somebody" }
            configuration { name: "two" num_devices: 2 device: "left" device: "right" }
            graph {
              name: "everything" doc_string: "a graph"
              metadata_props { key: "b" value: "1" }
              metadata_props { key: "a" value: "2" }
              node {
                input: "x" input: "w" output: "y" name: "first" op_type: "Custom"
                domain: "com.example" doc_string: "a node"
                metadata_props { key: "source" value: "line 7" }
                attribute { name: "f" type: FLOAT f: 1.5 doc_string: "an attribute" }
                attribute { name: "t" type: TENSOR t {
                  name: "inner" dims: 3 data_type: 22 raw_data: "\\x21\\x03" doc_string: "packed"
                  metadata_props { key: "k" value: "v" } } }
                attribute { name: "p" type: TYPE_PROTO tp {
                  denotation: "IMAGE"
                  tensor_type { elem_type: 1 shape { dim { dim_value: 2 denotation: "H" } } } } }
                attribute { name: "ps" type: TYPE_PROTOS
                  type_protos { sparse_tensor_type {
                    elem_type: 11 shape { dim { dim_param: "n" } } } }
                  type_protos { opaque_type { domain: "d" name: "o" } }
                  type_protos { optional_type { elem_type { sequence_type { elem_type {
                    tensor_type { elem_type: 17 shape { dim { denotation: "ANY" } } } } } } } } }
                attribute { name: "s" type: SPARSE_TENSOR sparse_tensor {
                  values { dims: 2 data_type: 1 name: "v" raw_data: "\\0\\0\\200?\\0\\0\\0@" }
                  indices { dims: 2 data_type: 7 name: "i" doc_string: "where"
                    raw_data: "\\1\\0\\0\\0\\0\\0\\0\\0\\5\\0\\0\\0\\0\\0\\0\\0" }
                  dims: 2 dims: 3 } }
                attribute { name: "ss" type: SPARSE_TENSORS sparse_tensors {
                  values { dims: 0 data_type: 25 raw_data: "" }
                  indices { dims: 0 data_type: 7 raw_data: "" } dims: 4 } }
                device_configurations {
                  configuration_id: "two" pipeline_stage: 1
                  sharding_spec {
                    tensor_name: "w" device: 0 device: -1
                    index_to_device_group_map { key: -1 value: 0 value: 1 }
                    sharded_dim { axis: 1
                      simple_sharding { dim_value: 4 num_shards: 2 }
                      simple_sharding { dim_param: "n" num_shards: 2 }
                      simple_sharding { num_shards: 3 } } } }
              }
              initializer { name: "w" dims: 2 data_type: 24 raw_data: "\\1\\2" doc_string: "weights"
                metadata_props { key: "k" value: "v" } }
              initializer { name: "texts" dims: 2 data_type: 8 string_data: "a" string_data: "" }
              sparse_initializer {
                values { name: "sparse" dims: 1 data_type: 1 raw_data: "\\0\\0\\200?" }
                indices { dims: 1 dims: 2 data_type: 7
                  raw_data: "\\1\\0\\0\\0\\0\\0\\0\\0\\2\\0\\0\\0\\0\\0\\0\\0" }
                dims: 2 dims: 3 }
              input { name: "x" doc_string: "an input"
                metadata_props { key: "unit" value: "m" }
                type { denotation: "TENSOR" tensor_type { elem_type: 1 shape {
                  dim { dim_param: "batch" denotation: "DATA_BATCH" }
                  dim { dim_value: 0 } dim { } } } } }
              input { name: "map" type { map_type { key_type: 8 value_type {
                denotation: "inner" tensor_type { elem_type: 7 } } } } }
              output { name: "y" type { sequence_type { elem_type { tensor_type { elem_type: 23
                shape { } } } } } }
              value_info { name: "w" type { tensor_type { elem_type: 24 } } doc_string: "declared" }
              quantization_annotation { tensor_name: "x"
                quant_parameter_tensor_names { key: "SCALE_TENSOR" value: "w" }
                quant_parameter_tensor_names { key: "ZERO_POINT_TENSOR" value: "texts" } }
            }
            """;
}
