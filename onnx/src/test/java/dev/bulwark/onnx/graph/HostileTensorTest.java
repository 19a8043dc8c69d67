package dev.bulwark.onnx.graph;

import static dev.bulwark.onnx.graph.AlteredModels.bytes;
import static dev.bulwark.onnx.graph.AlteredModels.model;
import static dev.bulwark.onnx.graph.AlteredModels.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bulwark.onnx.proto.ModelProto;
import dev.bulwark.onnx.proto.SparseTensorProto;
import dev.bulwark.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HostileTensorTest {
    @Test
    void refusesATensorWhoseShapePromisesMoreThanItHolds() {
        for (long[] dims :
                new long[][] {
                    {1L << 40}, {1 << 20, 1 << 20}, {Long.MAX_VALUE, 2}, {-1}, {3, 5}, {0, 1L << 62}
                }) {
            TensorProto.Builder tensor =
                    TensorProto.newBuilder()
                            .setName("bomb")
                            .setDataType(1)
                            .setRawData(ByteString.copyFrom(new byte[4]));
            for (long dim : dims) {
                tensor.addDims(dim);
            }
            refused(bytes(model(graph -> graph.addInitializer(tensor))), "MODEL_MALFORMED");
        }
    }

    /** Several elements share a byte: the last one may hold padding, but no byte may be amiss. */
    @Test
    void refusesAPackedTensorOfAnotherLength() {
        for (ElementType type :
                List.of(
                        ElementType.INT4,
                        ElementType.UINT4,
                        ElementType.FLOAT4E2M1,
                        ElementType.INT2,
                        ElementType.UINT2)) {
            int bytes = Math.toIntExact(type.bytes(5));
            TensorProto.Builder tensor =
                    TensorProto.newBuilder().setName("t").setDataType(type.code()).addDims(5);
            OnnxReader.read(bytes(withTensor(tensor.setRawData(zeros(bytes)))));
            for (int wrong : new int[] {0, bytes - 1, bytes + 1, 5}) {
                refused(
                        bytes(withTensor(tensor.setRawData(zeros(wrong)))),
                        "MODEL_MALFORMED",
                        type.name());
            }
            for (long dim :
                    new long[] {-5, Integer.MIN_VALUE, 1L << 31, 1L << 62, Long.MAX_VALUE}) {
                refused(
                        bytes(withTensor(tensor.clone().setRawData(zeros(1)).setDims(0, dim))),
                        "MODEL_MALFORMED");
            }
        }
    }

    /**
     * The field of 32-bit integers holds a byte of several elements in each (ONNX IR, TensorProto).
     */
    @Test
    void readsPackedAndEightBitTypesFromTheirIntegerField() {
        TensorProto.Builder nibbles =
                TensorProto.newBuilder()
                        .setName("t")
                        .setDataType(ElementType.INT4.code())
                        .addDims(3)
                        .addInt32Data(0xF1)
                        .addInt32Data(0x02);
        assertThat(read(nibbles).raw()).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xF1, 2}));
        refused(bytes(withTensor(nibbles.clone().addInt32Data(0))), "MODEL_MALFORMED", "3 values");
        TensorProto.Builder eighths =
                TensorProto.newBuilder()
                        .setName("t")
                        .setDataType(ElementType.FLOAT8E4M3FN.code())
                        .addDims(2)
                        .addInt32Data(0x38)
                        .addInt32Data(0xB8);
        assertThat(read(eighths).raw()).isEqualTo(ByteBuffer.wrap(new byte[] {0x38, (byte) 0xB8}));
    }

    private static TensorValue read(TensorProto.Builder tensor) {
        Model model = OnnxReader.read(bytes(withTensor(tensor)));
        return Objects.requireNonNull(model.graph().initializers().get(tensor.getName()));
    }

    private static ModelProto.Builder withTensor(TensorProto.Builder tensor) {
        return model(graph -> graph.addInitializer(tensor));
    }

    private static ByteString zeros(int length) {
        return ByteString.copyFrom(new byte[length]);
    }

    @Test
    void refusesSparseWeightsThatNameNoPlaceOfTheTensor() {
        for (long[] positions :
                new long[][] {{3, 1}, {1, 1}, {-1, 2}, {0, 6}, {Long.MIN_VALUE, 0}, {0}}) {
            SparseTensorProto.Builder sparse = sparse(2, 3);
            sparse.setIndices(TensorCodec.write(TensorValue.vector(positions)));
            refused(bytes(model(graph -> graph.addSparseInitializer(sparse))), "MODEL_MALFORMED");
        }
        for (long[] dims : new long[][] {{}, {-2, -3}, {0}, {1L << 32, 1L << 32}, new long[33]}) {
            refused(
                    bytes(model(graph -> graph.addSparseInitializer(sparse(dims)))),
                    "MODEL_MALFORMED");
        }
        OnnxReader.read(bytes(model(graph -> graph.addSparseInitializer(sparse(2, 3)))));
        SparseTensorProto.Builder taken = sparse(2, 3);
        taken.getValuesBuilder().setName("w");
        refused(
                bytes(model(graph -> graph.addSparseInitializer(taken))),
                "MODEL_MALFORMED",
                "'w' comes twice");
    }

    private static SparseTensorProto.Builder sparse(long... dims) {
        SparseTensorProto.Builder sparse = SparseTensorProto.newBuilder();
        sparse.setValues(TensorCodec.write(TensorValue.of(new float[] {1, 2}, 2)).setName("s"));
        sparse.setIndices(TensorCodec.write(TensorValue.vector(0, 1)));
        Arrays.stream(dims).forEach(sparse::addDims);
        return sparse;
    }

    @Test
    void refusesWeightsInAnotherFile() {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName("w2")
                        .setDataType(1)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        tensor.addExternalDataBuilder().setKey("location").setValue("../../etc/passwd");
        refused(
                bytes(model(graph -> graph.addInitializer(tensor))),
                "MODEL_UNSUPPORTED",
                "another file");
    }
}
