package dev.bulwark.onnx.graph;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.bulwark.kernel.BulwarkException;
import java.io.IOException;
import java.util.Map;

/**
 * Walks a model file without building anything and adds up what parsing it would cost. Two bytes on
 * the wire can become a hundred on the heap, so a limit on the file's size alone does not stop a
 * file made to exhaust memory.
 */
final class WireScan {
    /** Generous heap cost of one field: an object header, its fields, its place in a list. */
    private static final long COST_OF_FIELD = 96;

    /** A varint of one byte becomes a long of eight. */
    private static final long VARINT_EXPANSION = 8;

    /** Weights are held twice while they pass from the message to the record. */
    private static final long BYTES_EXPANSION = 2;

    /** The messages of the schema that hold others. */
    private enum Kind {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        SPARSE,
        VALUE,
        TYPE,
        TENSOR_TYPE,
        SEQUENCE_TYPE,
        MAP_TYPE,
        SHAPE,
        FUNCTION,
        TRAINING,
        ANNOTATION,
        PLACEMENT,
        SHARDING,
        DEVICE_GROUP,
        SHARDED_AXIS,
        LEAF
    }

    private static final Map<Kind, Map<Integer, Kind>> NESTED =
            Map.ofEntries(
                    Map.entry(
                            Kind.MODEL,
                            Map.of(
                                    7,
                                    Kind.GRAPH,
                                    8,
                                    Kind.LEAF,
                                    14,
                                    Kind.LEAF,
                                    20,
                                    Kind.TRAINING,
                                    25,
                                    Kind.FUNCTION,
                                    26,
                                    Kind.LEAF)),
                    Map.entry(
                            Kind.GRAPH,
                            Map.of(
                                    1,
                                    Kind.NODE,
                                    5,
                                    Kind.TENSOR,
                                    11,
                                    Kind.VALUE,
                                    12,
                                    Kind.VALUE,
                                    13,
                                    Kind.VALUE,
                                    14,
                                    Kind.ANNOTATION,
                                    15,
                                    Kind.SPARSE,
                                    16,
                                    Kind.LEAF)),
                    Map.entry(
                            Kind.NODE, Map.of(5, Kind.ATTRIBUTE, 9, Kind.LEAF, 10, Kind.PLACEMENT)),
                    Map.entry(Kind.ANNOTATION, Map.of(2, Kind.LEAF)),
                    Map.entry(Kind.PLACEMENT, Map.of(2, Kind.SHARDING)),
                    Map.entry(Kind.SHARDING, Map.of(3, Kind.DEVICE_GROUP, 4, Kind.SHARDED_AXIS)),
                    Map.entry(Kind.SHARDED_AXIS, Map.of(2, Kind.LEAF)),
                    Map.entry(
                            Kind.ATTRIBUTE,
                            Map.of(
                                    5,
                                    Kind.TENSOR,
                                    6,
                                    Kind.GRAPH,
                                    10,
                                    Kind.TENSOR,
                                    11,
                                    Kind.GRAPH,
                                    14,
                                    Kind.TYPE,
                                    15,
                                    Kind.TYPE,
                                    22,
                                    Kind.SPARSE,
                                    23,
                                    Kind.SPARSE)),
                    Map.entry(Kind.TENSOR, Map.of(3, Kind.LEAF, 13, Kind.LEAF, 16, Kind.LEAF)),
                    Map.entry(Kind.SPARSE, Map.of(1, Kind.TENSOR, 2, Kind.TENSOR)),
                    Map.entry(Kind.VALUE, Map.of(2, Kind.TYPE, 4, Kind.LEAF)),
                    Map.entry(
                            Kind.TYPE,
                            Map.of(
                                    1,
                                    Kind.TENSOR_TYPE,
                                    4,
                                    Kind.SEQUENCE_TYPE,
                                    5,
                                    Kind.MAP_TYPE,
                                    7,
                                    Kind.LEAF,
                                    8,
                                    Kind.TENSOR_TYPE,
                                    9,
                                    Kind.SEQUENCE_TYPE)),
                    Map.entry(Kind.TENSOR_TYPE, Map.of(2, Kind.SHAPE)),
                    Map.entry(Kind.SEQUENCE_TYPE, Map.of(1, Kind.TYPE)),
                    Map.entry(Kind.MAP_TYPE, Map.of(2, Kind.TYPE)),
                    Map.entry(Kind.SHAPE, Map.of(1, Kind.LEAF)),
                    Map.entry(
                            Kind.FUNCTION,
                            Map.of(
                                    7,
                                    Kind.NODE,
                                    9,
                                    Kind.LEAF,
                                    11,
                                    Kind.ATTRIBUTE,
                                    12,
                                    Kind.VALUE,
                                    14,
                                    Kind.LEAF)),
                    Map.entry(
                            Kind.TRAINING,
                            Map.of(1, Kind.GRAPH, 2, Kind.GRAPH, 3, Kind.LEAF, 4, Kind.LEAF)),
                    Map.entry(Kind.LEAF, Map.of()));

    private final CodedInputStream input;
    private final Limits limits;
    private long cost;
    private long nodes;

    private WireScan(CodedInputStream input, Limits limits) {
        this.input = input;
        this.limits = limits;
    }

    /**
     * Scans a whole file; returns what parsing it costs, in bytes of memory.
     *
     * @throws BulwarkException {@code MODEL_TOO_LARGE} if parsing would pass a limit
     * @throws IOException if it is not protobuf
     */
    static long check(CodedInputStream input, Limits limits) throws IOException {
        WireScan scan = new WireScan(input, limits);
        scan.message(Kind.MODEL, 0);
        return scan.cost;
    }

    private void message(Kind kind, int depth) throws IOException {
        if (depth > limits.depth()) {
            throw tooLarge("nests deeper than " + limits.depth() + " messages");
        }
        Map<Integer, Kind> nested = NESTED.getOrDefault(kind, Map.of());
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            spend(COST_OF_FIELD);
            int field = WireFormat.getTagFieldNumber(tag);
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                skipNumber(tag);
                continue;
            }
            int length = input.readRawVarint32();
            Kind inner = nested.get(field);
            if (inner == null) {
                spend(length * (isPackedVarints(kind, field) ? VARINT_EXPANSION : BYTES_EXPANSION));
                input.skipRawBytes(length);
                continue;
            }
            if (inner == Kind.NODE && ++nodes > limits.nodes()) {
                throw tooLarge("has more than " + limits.nodes() + " nodes");
            }
            int outer = input.pushLimit(length);
            message(inner, depth + 1);
            if (input.getBytesUntilLimit() != 0) {
                throw new IOException("a message ends before its length");
            }
            input.popLimit(outer);
        }
    }

    private void skipNumber(int tag) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP) {
            throw new IOException("groups are not part of the format");
        }
        if (!input.skipField(tag)) {
            throw new IOException("an end of group without a start");
        }
    }

    private static boolean isPackedVarints(Kind kind, int field) {
        return switch (kind) {
            case TENSOR -> field == 1 || field == 5 || field == 7 || field == 11;
            case ATTRIBUTE -> field == 8;
            case SPARSE -> field == 3;
            case SHARDING, DEVICE_GROUP -> field == 2;
            case MODEL,
                    GRAPH,
                    NODE,
                    VALUE,
                    TYPE,
                    TENSOR_TYPE,
                    SEQUENCE_TYPE,
                    MAP_TYPE,
                    SHAPE,
                    FUNCTION,
                    TRAINING,
                    ANNOTATION,
                    PLACEMENT,
                    SHARDED_AXIS,
                    LEAF ->
                    false;
        };
    }

    private void spend(long amount) {
        if (amount < 0) {
            throw tooLarge("has a field of negative length");
        }
        cost += amount;
        if (cost > limits.memory()) {
            throw tooLarge("would take more than " + limits.memory() + " bytes of memory");
        }
    }

    static BulwarkException tooLarge(String how) {
        return new BulwarkException(
                "MODEL_TOO_LARGE",
                "the model " + how,
                "raise the limit if the model is yours and is meant to be that large");
    }
}
