package dev.bulwark.onnx.graph;

import dev.bulwark.onnx.proto.TensorShapeProto;
import dev.bulwark.onnx.proto.TypeProto;
import java.util.ArrayList;
import java.util.List;

/** Types between their records and their protobuf form. */
final class TypeCodec {
    private TypeCodec() {}

    static ValueType read(TypeProto proto) {
        return switch (proto.getValueCase()) {
            case TENSOR_TYPE ->
                    new ValueType.OfTensor(
                            element(proto.getTensorType().getElemType()),
                            proto.getTensorType().hasShape()
                                    ? shape(proto.getTensorType().getShape())
                                    : new Shape.Unranked());
            case SEQUENCE_TYPE ->
                    new ValueType.OfSequence(read(proto.getSequenceType().getElemType()));
            case MAP_TYPE ->
                    new ValueType.OfMap(
                            element(proto.getMapType().getKeyType()),
                            read(proto.getMapType().getValueType()));
            case VALUE_NOT_SET -> new ValueType.Unspecified();
            case OPAQUE_TYPE, SPARSE_TENSOR_TYPE, OPTIONAL_TYPE ->
                    throw OnnxReader.unsupported(
                            "values of type " + proto.getValueCase(), "export it with tensors");
        };
    }

    static ElementType element(int code) {
        return ElementType.ofCode(code)
                .orElseThrow(() ->
                        OnnxReader.unsupported(
                                "element type number " + code,
                                "export it with float or double weights"));
    }

    private static Shape shape(TensorShapeProto proto) {
        List<Dimension> dimensions = new ArrayList<>(proto.getDimCount());
        for (TensorShapeProto.Dimension dimension : proto.getDimList()) {
            dimensions.add(
                    switch (dimension.getValueCase()) {
                        // Exporters write -1 for "any"; a negative length means nothing else.
                        case DIM_VALUE ->
                                dimension.getDimValue() < 0
                                        ? new Dimension.Unknown()
                                        : Dimension.of(dimension.getDimValue());
                        case DIM_PARAM ->
                                dimension.getDimParam().isEmpty()
                                        ? new Dimension.Unknown()
                                        : Dimension.of(dimension.getDimParam());
                        case VALUE_NOT_SET -> new Dimension.Unknown();
                    });
        }
        return new Shape.Ranked(dimensions);
    }

    static TypeProto write(ValueType type) {
        return switch (type) {
            case ValueType.OfTensor(ElementType element, Shape shape) -> {
                TypeProto.Tensor.Builder tensor =
                        TypeProto.Tensor.newBuilder().setElemType(element.code());
                if (shape instanceof Shape.Ranked(List<Dimension> dimensions)) {
                    tensor.setShape(shape(dimensions));
                }
                yield TypeProto.newBuilder().setTensorType(tensor).build();
            }
            case ValueType.OfSequence(ValueType element) ->
                    TypeProto.newBuilder()
                            .setSequenceType(
                                    TypeProto.Sequence.newBuilder().setElemType(write(element)))
                            .build();
            case ValueType.OfMap(ElementType key, ValueType value) ->
                    TypeProto.newBuilder()
                            .setMapType(
                                    TypeProto.Map.newBuilder()
                                            .setKeyType(key.code())
                                            .setValueType(write(value)))
                            .build();
            case ValueType.Unspecified() -> TypeProto.getDefaultInstance();
        };
    }

    private static TensorShapeProto shape(List<Dimension> dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Dimension dimension : dimensions) {
            TensorShapeProto.Dimension.Builder written = shape.addDimBuilder();
            switch (dimension) {
                case Dimension.Fixed(long size) -> written.setDimValue(size);
                case Dimension.Symbolic(String name) -> written.setDimParam(name);
                case Dimension.Unknown() -> written.clear();
            }
        }
        return shape.build();
    }
}
