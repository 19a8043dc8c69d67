package dev.bulwark.onnx.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.proto.SparseTensorProto;
import dev.bulwark.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors between their values and their protobuf form, which has two ways to store elements. */
final class TensorCodec {
    private TensorCodec() {}

    /** A tensor whose name nothing else holds. */
    static TensorValue named(TensorProto proto) {
        TensorValue value = content(proto);
        List<Annotations.Detail> name =
                proto.getName().isEmpty()
                        ? List.of()
                        : List.of(new Annotations.TensorName(proto.getName()));
        return annotated(value, proto, name);
    }

    static TensorValue read(TensorProto proto) {
        return annotated(content(proto), proto, List.of());
    }

    private static TensorValue annotated(
            TensorValue value, TensorProto proto, List<Annotations.Detail> details) {
        Annotations annotations =
                Annotations.of(proto.getDocString(), proto.getMetadataPropsList(), details);
        return annotations.equals(Annotations.NONE) ? value : value.withAnnotations(annotations);
    }

    static SparseTensor sparse(SparseTensorProto proto, boolean isNamed) {
        return new SparseTensor(
                isNamed ? read(proto.getValues()) : named(proto.getValues()),
                named(proto.getIndices()),
                proto.getDimsList());
    }

    static SparseTensorProto.Builder write(SparseTensor value) {
        return SparseTensorProto.newBuilder()
                .setValues(write(value.values()))
                .setIndices(write(value.indices()))
                .addAllDims(value.dimensions());
    }

    private static TensorValue content(TensorProto proto) {
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
        int stored = stored(proto, type);
        // A complex number is two values; of the packed types a value is a byte of several.
        boolean complex = type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
        long wanted = type.isPacked() ? type.bytes(elements) : elements * (complex ? 2 : 1);
        if (stored != wanted) {
            throw OnnxReader.malformed(
                    "tensor '%s' of shape %s has %d values"
                            .formatted(proto.getName(), proto.getDimsList(), stored),
                    null);
        }
        ByteBuffer raw =
                ByteBuffer.allocate(Math.toIntExact(type.bytes(elements)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < stored; i++) {
            put(raw, proto, type, i);
        }
        return raw.array();
    }

    private static void put(ByteBuffer raw, TensorProto proto, ElementType type, int i) {
        switch (type) {
            case FLOAT, COMPLEX64 -> raw.putFloat(proto.getFloatData(i));
            case DOUBLE, COMPLEX128 -> raw.putDouble(proto.getDoubleData(i));
            case INT64 -> raw.putLong(proto.getInt64Data(i));
            case UINT64 -> raw.putLong(proto.getUint64Data(i));
            case UINT32 -> raw.putInt((int) proto.getUint64Data(i));
            case INT32 -> raw.putInt(proto.getInt32Data(i));
            case INT16, UINT16, FLOAT16, BFLOAT16 -> raw.putShort((short) proto.getInt32Data(i));
            case INT8,
                    UINT8,
                    BOOL,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 ->
                    raw.put((byte) proto.getInt32Data(i));
            case STRING -> throw new IllegalStateException("strings have no raw form");
        }
    }

    private static int stored(TensorProto proto, ElementType type) {
        return switch (type) {
            case FLOAT, COMPLEX64 -> proto.getFloatDataCount();
            case DOUBLE, COMPLEX128 -> proto.getDoubleDataCount();
            case INT64 -> proto.getInt64DataCount();
            case UINT32, UINT64 -> proto.getUint64DataCount();
            case INT32,
                    INT16,
                    INT8,
                    UINT16,
                    UINT8,
                    BOOL,
                    FLOAT16,
                    BFLOAT16,
                    FLOAT8E4M3FN,
                    FLOAT8E4M3FNUZ,
                    FLOAT8E5M2,
                    FLOAT8E5M2FNUZ,
                    UINT4,
                    INT4,
                    FLOAT4E2M1,
                    FLOAT8E8M0,
                    UINT2,
                    INT2 ->
                    proto.getInt32DataCount();
            case STRING -> proto.getStringDataCount();
        };
    }

    /** The tensor, with a name if its annotations hold one. */
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
        Annotations annotations = value.annotations();
        if (!annotations.docString().isEmpty()) {
            proto.setDocString(annotations.docString());
        }
        Annotations.write(annotations.metadata(), proto::addMetadataPropsBuilder);
        annotations
                .details(Annotations.TensorName.class)
                .forEach(name -> proto.setName(name.name()));
        return proto;
    }
}
