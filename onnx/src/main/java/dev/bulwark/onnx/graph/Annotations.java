package dev.bulwark.onnx.graph;

import dev.bulwark.onnx.proto.DeviceConfigurationProto;
import dev.bulwark.onnx.proto.NodeDeviceConfigurationProto;
import dev.bulwark.onnx.proto.ShardedDimProto;
import dev.bulwark.onnx.proto.ShardingSpecProto;
import dev.bulwark.onnx.proto.SimpleShardedDimProto;
import dev.bulwark.onnx.proto.StringStringEntryProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a model says about one of its parts beside what that part computes. It is kept from file to
 * file, changes no result, and whoever gives a model away should know that it is there: exporters
 * write source paths into it.
 *
 * @param docString text for people, may be empty
 * @param metadata free text by key, in file order; of a model it is {@link Model#metadata} instead
 * @param details whatever else the kind of part can say, in file order within each kind
 */
public record Annotations(String docString, Map<String, String> metadata, List<Detail> details) {

    /** Nothing is said. */
    public static final Annotations NONE = new Annotations("", Map.of(), List.of());

    public Annotations {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        details = List.copyOf(details);
    }

    /** One remark of a kind that only some parts have. */
    public sealed interface Detail {}

    /** A tensor's own name, where no map holds it: that of a tensor within an attribute. */
    public record TensorName(String name) implements Detail {}

    /** Of a node: text for people about one of its attributes. */
    public record AttributeText(String attribute, String docString) implements Detail {}

    /**
     * Of a value: the meaning of its type or of one of its axes, such as {@code DATA_BATCH}.
     *
     * @param path from the value's type: {@link #ELEMENT} into the elements of a sequence, map or
     *     optional, the index of an axis last; empty for the type itself
     */
    public record Denotation(List<Integer> path, String denotation) implements Detail {
        /** The step of a path into the elements. */
        public static final int ELEMENT = -1;

        public Denotation {
            path = List.copyOf(path);
        }
    }

    /**
     * Of a graph: which tensors hold the scale and the zero point of a value.
     *
     * @param parameters name of a tensor by its part, such as {@code SCALE_TENSOR}
     */
    public record Quantization(String value, Map<String, String> parameters) implements Detail {
        public Quantization {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }
    }

    /** Of a model: devices it can be spread over; nodes refer to it by name. */
    public record Devices(String name, int count, List<String> names) implements Detail {
        public Devices {
            names = List.copyOf(names);
        }
    }

    /** Of a node: how it is spread over the devices of a configuration. */
    public record Placement(String configuration, List<Sharding> shardings, @Nullable Integer stage)
            implements Detail {
        public Placement {
            shardings = List.copyOf(shardings);
        }
    }

    /** How one value of a node is spread over devices. */
    public record Sharding(
            String value, List<Long> devices, List<DeviceGroup> groups, List<ShardedAxis> axes) {
        public Sharding {
            devices = List.copyOf(devices);
            groups = List.copyOf(groups);
            axes = List.copyOf(axes);
        }
    }

    /** Devices that hold the same shard. */
    public record DeviceGroup(long index, List<Long> devices) {
        public DeviceGroup {
            devices = List.copyOf(devices);
        }
    }

    /** An axis and the parts it is cut into. */
    public record ShardedAxis(long axis, List<Cut> cuts) {
        public ShardedAxis {
            cuts = List.copyOf(cuts);
        }
    }

    /** A stretch of an axis, cut into {@code shards} pieces. */
    public record Cut(Dimension length, long shards) {}

    /** The remarks of one kind, in order. */
    public <T extends Detail> List<T> details(Class<T> kind) {
        return details.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** These annotations, or the shared empty ones. */
    static Annotations of(
            String docString, List<StringStringEntryProto> metadata, List<Detail> details) {
        return docString.isEmpty() && metadata.isEmpty() && details.isEmpty()
                ? NONE
                : new Annotations(docString, entries(metadata), details);
    }

    /** Free text by key; a key that comes twice would make one of the two unreachable. */
    static Map<String, String> entries(List<StringStringEntryProto> protos) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (StringStringEntryProto entry : protos) {
            if (entries.put(entry.getKey(), entry.getValue()) != null) {
                throw OnnxReader.malformed("metadata '" + entry.getKey() + "' comes twice", null);
            }
        }
        return entries;
    }

    static void write(
            Map<String, String> entries, Supplier<StringStringEntryProto.Builder> target) {
        entries.forEach((key, value) -> target.get().setKey(key).setValue(value));
    }

    static Devices devices(DeviceConfigurationProto proto) {
        return new Devices(
                proto.getName(), proto.getNumDevices(), List.copyOf(proto.getDeviceList()));
    }

    static Placement placement(NodeDeviceConfigurationProto proto) {
        List<Sharding> shardings = new ArrayList<>(proto.getShardingSpecCount());
        for (ShardingSpecProto spec : proto.getShardingSpecList()) {
            shardings.add(
                    new Sharding(
                            spec.getTensorName(),
                            spec.getDeviceList(),
                            spec.getIndexToDeviceGroupMapList().stream()
                                    .map(entry ->
                                            new DeviceGroup(entry.getKey(), entry.getValueList()))
                                    .toList(),
                            spec.getShardedDimList().stream().map(Annotations::axis).toList()));
        }
        return new Placement(
                proto.getConfigurationId(),
                shardings,
                proto.hasPipelineStage() ? proto.getPipelineStage() : null);
    }

    private static ShardedAxis axis(ShardedDimProto proto) {
        return new ShardedAxis(
                proto.getAxis(),
                proto.getSimpleShardingList().stream()
                        .map(cut -> new Cut(length(cut), cut.getNumShards()))
                        .toList());
    }

    private static Dimension length(SimpleShardedDimProto proto) {
        return switch (proto.getDimCase()) {
            case DIM_VALUE -> Dimension.of(proto.getDimValue());
            case DIM_PARAM -> Dimension.of(proto.getDimParam());
            case DIM_NOT_SET -> new Dimension.Unknown();
        };
    }

    static DeviceConfigurationProto write(Devices devices) {
        return DeviceConfigurationProto.newBuilder()
                .setName(devices.name())
                .setNumDevices(devices.count())
                .addAllDevice(devices.names())
                .build();
    }

    static NodeDeviceConfigurationProto write(Placement placement) {
        NodeDeviceConfigurationProto.Builder proto =
                NodeDeviceConfigurationProto.newBuilder()
                        .setConfigurationId(placement.configuration());
        if (placement.stage() != null) {
            proto.setPipelineStage(placement.stage());
        }
        placement.shardings().forEach(sharding -> write(sharding, proto.addShardingSpecBuilder()));
        return proto.build();
    }

    private static void write(Sharding sharding, ShardingSpecProto.Builder proto) {
        proto.setTensorName(sharding.value()).addAllDevice(sharding.devices());
        for (DeviceGroup group : sharding.groups()) {
            proto.addIndexToDeviceGroupMapBuilder()
                    .setKey(group.index())
                    .addAllValue(group.devices());
        }
        for (ShardedAxis axis : sharding.axes()) {
            ShardedDimProto.Builder written = proto.addShardedDimBuilder().setAxis(axis.axis());
            for (Cut cut : axis.cuts()) {
                SimpleShardedDimProto.Builder part = written.addSimpleShardingBuilder();
                switch (cut.length()) {
                    case Dimension.Fixed(long size) -> part.setDimValue(size);
                    case Dimension.Symbolic(String name) -> part.setDimParam(name);
                    case Dimension.Unknown() -> part.clearDim();
                }
                part.setNumShards(cut.shards());
            }
        }
    }
}
