package dev.bulwark.onnx.graph;

import static dev.bulwark.onnx.graph.AlteredModels.bytes;
import static dev.bulwark.onnx.graph.AlteredModels.model;
import static dev.bulwark.onnx.graph.AlteredModels.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.proto.AttributeProto;
import dev.bulwark.onnx.proto.GraphProto;
import dev.bulwark.onnx.proto.ModelProto;
import dev.bulwark.onnx.proto.NodeProto;
import dev.bulwark.onnx.proto.TypeProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HostileModelTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261101L);

    @Test
    void refusesEveryTruncation() {
        byte[] whole = OnnxWriter.write(SmallModels.everything()).toArray();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                // A cut between two fields can leave a whole model behind: then it is another one.
                assertThat(OnnxReader.read(Bytes.of(cut)))
                        .as("cut at %d", length)
                        .isNotEqualTo(SmallModels.everything());
            } catch (BulwarkException e) {
                assertThat(e.code()).as("cut at %d", length).startsWith("MODEL_");
            }
        }
    }

    @Test
    void readsOrRefusesEveryFlippedBit() throws IOException {
        flipEveryBit(OnnxWriter.write(SmallModels.everything()).toArray());
        flipEveryBit(RoundTripTest.everything().toArray());
    }

    private static void flipEveryBit(byte[] whole) {
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            readOrRefuse(flipped, "bit " + bit);
        }
    }

    @Test
    void readsOrRefusesRandomDamage() {
        byte[] whole = OnnxWriter.write(SmallModels.everything()).toArray();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            readOrRefuse(damaged, "round " + round + ", -Dbulwark.seed=" + SEED);
        }
    }

    private static void readOrRefuse(byte[] file, String which) {
        try {
            Model model = OnnxReader.read(Bytes.of(file));
            assertThat(OnnxReader.read(OnnxWriter.write(model))).as(which).isEqualTo(model);
        } catch (BulwarkException e) {
            assertThat(e.code()).as(which).startsWith("MODEL_");
        }
    }

    @Test
    void refusesAFileLargerThanTheLimit() {
        Bytes file = OnnxWriter.write(SmallModels.linear());
        Limits tight = new Limits(file.size() - 1L, 1 << 20, 10, 64);
        assertThatThrownBy(() -> OnnxReader.read(file, tight))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("raise the limit");
    }

    /** Two bytes a node on the wire: 60 MB of them would be gigabytes of objects. */
    @Test
    void refusesAFloodOfEmptyNodesWithoutBuildingThem() throws IOException {
        byte[] flood = new byte[60_000_000];
        for (int i = 0; i < flood.length; i += 2) {
            flood[i] = (1 << 3) | 2;
        }
        refused(wrapped(7, flood), "MODEL_TOO_LARGE", "more than 1000000 nodes");
    }

    /** Metadata entries are no nodes; their memory is what counts. */
    @Test
    void refusesAFloodOfEmptyMetadata() {
        byte[] flood = new byte[60_000_000];
        for (int i = 0; i < flood.length; i += 2) {
            flood[i] = (14 << 3) | 2;
        }
        refused(Bytes.of(flood), "MODEL_TOO_LARGE", "bytes of memory");
    }

    /** A subgraph within a subgraph, a hundred deep. */
    @Test
    void refusesDeepNesting() {
        GraphProto.Builder inner = GraphProto.newBuilder();
        for (int depth = 0; depth < 100; depth++) {
            inner =
                    GraphProto.newBuilder()
                            .addNode(
                                    NodeProto.newBuilder()
                                            .setOpType("If")
                                            .addOutput("o")
                                            .addAttribute(
                                                    AttributeProto.newBuilder()
                                                            .setName("then_branch")
                                                            .setType(
                                                                    AttributeProto.AttributeType
                                                                            .GRAPH)
                                                            .setG(inner)));
        }
        refused(bytes(ModelProto.newBuilder().setGraph(inner)), "MODEL_TOO_LARGE", "nests deeper");
    }

    private static Bytes wrapped(int field, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.writeByteArray(field, content);
        output.flush();
        return Bytes.of(bytes.toByteArray());
    }

    /** Entries within entries: each two bytes on the wire, and an object on the heap. */
    @Test
    void refusesAFloodOfEmptyAnnotations() throws IOException {
        byte[] flood = new byte[60_000_000];
        for (int i = 0; i < flood.length; i += 2) {
            flood[i] = (2 << 3) | 2;
        }
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        CodedOutputStream output = CodedOutputStream.newInstance(graph);
        output.writeByteArray(14, flood);
        output.flush();
        refused(wrapped(7, graph.toByteArray()), "MODEL_TOO_LARGE", "bytes of memory");
    }

    @Test
    void refusesDeeplyNestedTypes() {
        TypeProto type = TypeProto.getDefaultInstance();
        for (int depth = 0; depth < 200; depth++) {
            TypeProto.Builder outer = TypeProto.newBuilder();
            switch (depth % 3) {
                case 0 -> outer.getOptionalTypeBuilder().setElemType(type);
                case 1 -> outer.getSequenceTypeBuilder().setElemType(type);
                default -> outer.getMapTypeBuilder().setKeyType(7).setValueType(type);
            }
            type = outer.build();
        }
        TypeProto deep = type;
        refused(
                bytes(model(graph -> graph.addInputBuilder().setName("deep").setType(deep))),
                "MODEL_TOO_LARGE",
                "nests deeper");
    }

    @Test
    void refusesACycle() {
        refused(
                bytes(model(graph -> graph.getNodeBuilder(0).setInput(0, "logits"))),
                "MODEL_INVALID",
                "in a cycle: node 'logits' (Gemm -> logits)");
    }

    @Test
    void refusesAValueMadeTwice() {
        refused(
                bytes(model(graph -> graph.addNode(graph.getNode(0)))),
                "MODEL_INVALID",
                "exists already");
    }

    @Test
    void refusesDanglingInputsAndOutputs() {
        refused(
                bytes(model(graph -> graph.getNodeBuilder(0).setInput(1, "nowhere"))),
                "MODEL_INVALID",
                "reads 'nowhere'");
        refused(
                bytes(model(graph -> graph.getOutputBuilder(0).setName("nowhere"))),
                "MODEL_INVALID",
                "'nowhere' is made by no node");
    }

    @Test
    void refusesTheWrongNumberOfOperands() {
        refused(
                bytes(model(graph -> graph.getNodeBuilder(0).addInput("x").addInput("x"))),
                "MODEL_INVALID",
                "has 5 inputs, but takes 2 to 3");
    }

    @Test
    void refusesAnOperatorSetThatIsNotImported() {
        refused(
                bytes(model(graph -> graph.getNodeBuilder(0).setDomain("com.evil"))),
                "MODEL_INVALID",
                "'com.evil'");
        refused(bytes(model(graph -> {}).clearOpsetImport()), "MODEL_INVALID", "no operator set");
    }

    @Test
    void refusesWhatIsNoModelAtAll() {
        refused(Bytes.of(new byte[0]), "MODEL_MALFORMED", "no graph");
        refused(Bytes.of("PK\003\004 a zip".getBytes(StandardCharsets.UTF_8)), "MODEL_MALFORMED");
    }

    @Test
    void refusesDuplicateMetadataAndInitializers() {
        ModelProto.Builder twice = model(graph -> {});
        twice.addMetadataPropsBuilder().setKey("k").setValue("1");
        twice.addMetadataPropsBuilder().setKey("k").setValue("2");
        refused(bytes(twice), "MODEL_MALFORMED", "'k' comes twice");
        refused(
                bytes(model(graph -> graph.addInitializer(graph.getInitializer(0)))),
                "MODEL_MALFORMED",
                "comes twice");
    }

    @Test
    void writesTheSameBytesAgain() {
        Bytes first = OnnxWriter.write(SmallModels.everything());
        assertThat(OnnxWriter.write(OnnxReader.read(first))).isEqualTo(first);
        Map<String, TensorValue> weights = OnnxReader.read(first).graph().initializers();
        assertThat(Objects.requireNonNull(weights.get("texts")).texts()).containsExactly("ä", "");
    }
}
