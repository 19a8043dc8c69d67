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
                            shape(
                                    proto.getTensorType().hasShape(),
                                    proto.getTensorType().getShape()));
            case SPARSE_TENSOR_TYPE ->
                    new ValueType.OfSparseTensor(
                            element(proto.getSparseTensorType().getElemType()),
                            shape(
                                    proto.getSparseTensorType().hasShape(),
                                    proto.getSparseTensorType().getShape()));
            case SEQUENCE_TYPE ->
                    new ValueType.OfSequence(read(proto.getSequenceType().getElemType()));
            case MAP_TYPE ->
                    new ValueType.OfMap(
                            element(proto.getMapType().getKeyType()),
                            read(proto.getMapType().getValueType()));
            case OPTIONAL_TYPE ->
                    new ValueType.OfOptional(read(proto.getOptionalType().getElemType()));
            case OPAQUE_TYPE ->
                    new ValueType.OfOpaque(
                            proto.getOpaqueType().getDomain(), proto.getOpaqueType().getName());
            case VALUE_NOT_SET -> new ValueType.Unspecified();
        };
    }

    static ElementType element(int code) {
        return ElementType.ofCode(code)
                .orElseThrow(() ->
                        OnnxReader.unsupported(
                                "element type number " + code,
                                "export it with float or double weights"));
    }

    private static Shape shape(boolean known, TensorShapeProto proto) {
        if (!known) {
            return new Shape.Unranked();
        }
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

    /** The meanings a type and its axes are said to have. */
    static List<Annotations.Detail> denotations(TypeProto proto) {
        List<Annotations.Detail> found = new ArrayList<>();
        denotations(proto, List.of(), found);
        return found;
    }

    private static void denotations(
            TypeProto proto, List<Integer> path, List<Annotations.Detail> found) {
        if (!proto.getDenotation().isEmpty()) {
            found.add(new Annotations.Denotation(path, proto.getDenotation()));
        }
        List<Integer> inner = extended(path, Annotations.Denotation.ELEMENT);
        switch (proto.getValueCase()) {
            case TENSOR_TYPE -> denotations(proto.getTensorType().getShape(), path, found);
            case SPARSE_TENSOR_TYPE ->
                    denotations(proto.getSparseTensorType().getShape(), path, found);
            case SEQUENCE_TYPE -> denotations(proto.getSequenceType().getElemType(), inner, found);
            case OPTIONAL_TYPE -> denotations(proto.getOptionalType().getElemType(), inner, found);
            case MAP_TYPE -> denotations(proto.getMapType().getValueType(), inner, found);
            case OPAQUE_TYPE, VALUE_NOT_SET -> {}
        }
    }

    private static void denotations(
            TensorShapeProto proto, List<Integer> path, List<Annotations.Detail> found) {
        for (int axis = 0; axis < proto.getDimCount(); axis++) {
            String denotation = proto.getDim(axis).getDenotation();
            if (!denotation.isEmpty()) {
                found.add(new Annotations.Denotation(extended(path, axis), denotation));
            }
        }
    }

    private static List<Integer> extended(List<Integer> path, int step) {
        List<Integer> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    static TypeProto write(ValueType type, Annotations annotations) {
        TypeProto.Builder proto = write(type).toBuilder();
        for (Annotations.Denotation said : annotations.details(Annotations.Denotation.class)) {
            denote(proto, said.path(), said.denotation());
        }
        return proto.build();
    }

    private static void denote(TypeProto.Builder proto, List<Integer> path, String denotation) {
        if (path.isEmpty()) {
            proto.setDenotation(denotation);
            return;
        }
        int step = path.getFirst();
        List<Integer> rest = path.subList(1, path.size());
        boolean inner = step == Annotations.Denotation.ELEMENT;
        switch (proto.getValueCase()) {
            case TENSOR_TYPE ->
                    denote(proto.getTensorTypeBuilder().getShapeBuilder(), step, denotation);
            case SPARSE_TENSOR_TYPE ->
                    denote(proto.getSparseTensorTypeBuilder().getShapeBuilder(), step, denotation);
            case SEQUENCE_TYPE -> {
                if (inner) {
                    denote(proto.getSequenceTypeBuilder().getElemTypeBuilder(), rest, denotation);
                }
            }
            case OPTIONAL_TYPE -> {
                if (inner) {
                    denote(proto.getOptionalTypeBuilder().getElemTypeBuilder(), rest, denotation);
                }
            }
            case MAP_TYPE -> {
                if (inner) {
                    denote(proto.getMapTypeBuilder().getValueTypeBuilder(), rest, denotation);
                }
            }
            case OPAQUE_TYPE, VALUE_NOT_SET -> {}
        }
    }

    private static void denote(TensorShapeProto.Builder proto, int axis, String denotation) {
        if (axis >= 0 && axis < proto.getDimCount()) {
            proto.getDimBuilder(axis).setDenotation(denotation);
        }
    }

    static TypeProto write(ValueType type) {
        TypeProto.Builder proto = TypeProto.newBuilder();
        switch (type) {
            case ValueType.OfTensor(ElementType element, Shape shape) -> {
                TypeProto.Tensor.Builder tensor =
                        proto.getTensorTypeBuilder().setElemType(element.code());
                if (shape instanceof Shape.Ranked(List<Dimension> dimensions)) {
                    tensor.setShape(shape(dimensions));
                }
            }
            case ValueType.OfSparseTensor(ElementType element, Shape shape) -> {
                TypeProto.SparseTensor.Builder tensor =
                        proto.getSparseTensorTypeBuilder().setElemType(element.code());
                if (shape instanceof Shape.Ranked(List<Dimension> dimensions)) {
                    tensor.setShape(shape(dimensions));
                }
            }
            case ValueType.OfSequence(ValueType element) ->
                    proto.getSequenceTypeBuilder().setElemType(write(element));
            case ValueType.OfOptional(ValueType element) ->
                    proto.getOptionalTypeBuilder().setElemType(write(element));
            case ValueType.OfMap(ElementType key, ValueType value) ->
                    proto.getMapTypeBuilder().setKeyType(key.code()).setValueType(write(value));
            case ValueType.OfOpaque(String domain, String name) ->
                    proto.getOpaqueTypeBuilder().setDomain(domain).setName(name);
            case ValueType.Unspecified() -> proto.clear();
        }
        return proto.build();
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
