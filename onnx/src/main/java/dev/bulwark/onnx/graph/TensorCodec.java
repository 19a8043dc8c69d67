package dev.bulwark.onnx.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors between their values and their protobuf form, which has two ways to store elements. */
final class TensorCodec {
    private TensorCodec() {}

    static TensorValue read(TensorProto proto) {
        if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL
                || proto.getExternalDataCount() > 0) {
            // A path in a hostile model could name any file this process may read.
            throw OnnxReader.unsupported(
                    "weights kept in another file (tensor '" + proto.getName() + "')",
                    "read it by its path, with OnnxReader.read(Path), or save it as one file");
        }
        if (proto.hasSegment()) {
            throw OnnxReader.unsupported("segmented tensors", "save it with whole tensors");
        }
        ElementType type = TypeCodec.element(proto.getDataType());
        List<Long> dimensions = List.copyOf(proto.getDimsList());
        long elements = TensorValue.elementCount(dimensions);
        if (type == ElementType.STRING) {
            return TensorValue.ofByteStrings(
                    dimensions,
                    proto.getStringDataList().stream()
                            .map(value -> Bytes.of(value.toByteArray()))
                            .toList());
        }
        if (proto.hasRawData()) {
            return TensorValue.adopt(type, dimensions, proto.getRawData().toByteArray());
        }
        return TensorValue.adopt(type, dimensions, fromFields(proto, type, elements));
    }

    /** Elements from the typed field; their number is checked before anything is allocated. */
    private static byte[] fromFields(TensorProto proto, ElementType type, long elements) {
        int perElement = type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128 ? 2 : 1;
        int stored =
                switch (type) {
                    case FLOAT, COMPLEX64 -> proto.getFloatDataCount();
                    case DOUBLE, COMPLEX128 -> proto.getDoubleDataCount();
                    case INT64 -> proto.getInt64DataCount();
                    case UINT32, UINT64 -> proto.getUint64DataCount();
                    case INT32, INT16, INT8, UINT16, UINT8, BOOL, FLOAT16, BFLOAT16 ->
                            proto.getInt32DataCount();
                    case STRING -> proto.getStringDataCount();
                };
        if (stored != elements * perElement) {
            throw OnnxReader.malformed(
                    "tensor '%s' of shape %s has %d values"
                            .formatted(proto.getName(), proto.getDimsList(), stored),
                    null);
        }
        ByteBuffer raw =
                ByteBuffer.allocate(Math.multiplyExact(stored / perElement, type.size()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < stored; i++) {
            switch (type) {
                case FLOAT, COMPLEX64 -> raw.putFloat(proto.getFloatData(i));
                case DOUBLE, COMPLEX128 -> raw.putDouble(proto.getDoubleData(i));
                case INT64 -> raw.putLong(proto.getInt64Data(i));
                case UINT64 -> raw.putLong(proto.getUint64Data(i));
                case UINT32 -> raw.putInt((int) proto.getUint64Data(i));
                case INT32 -> raw.putInt(proto.getInt32Data(i));
                case INT16, UINT16, FLOAT16, BFLOAT16 ->
                        raw.putShort((short) proto.getInt32Data(i));
                case INT8, UINT8, BOOL -> raw.put((byte) proto.getInt32Data(i));
                case STRING -> throw new IllegalStateException("strings have no raw form");
            }
        }
        return raw.array();
    }

    /** The tensor without a name. */
    static TensorProto.Builder write(TensorValue value) {
        TensorProto.Builder proto =
                TensorProto.newBuilder()
                        .addAllDims(value.dimensions())
                        .setDataType(value.elementType().code());
        if (value.elementType() == ElementType.STRING) {
            value.byteStrings()
                    .forEach(text -> proto.addStringData(ByteString.copyFrom(text.asBuffer())));
        } else {
            // Safe: the buffer is a read-only view of content that never changes.
            proto.setRawData(UnsafeByteOperations.unsafeWrap(value.raw()));
        }
        return proto;
    }
}
