package dev.bulwark.onnx.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.proto.AttributeProto;
import dev.bulwark.onnx.proto.FunctionProto;
import dev.bulwark.onnx.proto.GraphProto;
import dev.bulwark.onnx.proto.ModelProto;
import dev.bulwark.onnx.proto.NodeProto;
import dev.bulwark.onnx.proto.StringStringEntryProto;
import dev.bulwark.onnx.proto.TensorProto;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings tensors whose elements lie in other files into the model's message (ONNX, "External
 * Data").
 *
 * <p><b>Guarantees</b>: only regular files in the model's folder or below are opened, wherever
 * their links lead; no more is read than the tensors' shapes say, and all of it together within the
 * memory allowed.
 *
 * <p><b>Does not guarantee</b> that the elements are the ones the model was saved with: the
 * format's optional SHA-1 is not looked at. Sign the folder, not the model file alone.
 */
final class ExternalTensors {
    /** Decimal digits of the largest long; what is longer is not parsed. */
    private static final int MOST_DIGITS = 18;

    private final Path folder;
    private final long memory;
    private long spent;
    private int found;

    private ExternalTensors(Path folder, long memory) {
        this.folder = folder;
        this.memory = memory;
    }

    /**
     * The model with all elements inside; the model itself where they are already.
     *
     * @param folder the model's own, without links
     * @param memory bytes of heap that may be spent in all
     */
    static ModelProto inlined(ModelProto model, Path folder, long memory) throws IOException {
        ExternalTensors tensors = new ExternalTensors(folder, memory);
        ModelProto.Builder changed = model.toBuilder();
        changed.setGraph(tensors.graph(model.getGraph()));
        for (int f = 0; f < model.getFunctionsCount(); f++) {
            FunctionProto old = model.getFunctions(f);
            for (int n = 0; n < old.getNodeCount(); n++) {
                int before = tensors.found;
                NodeProto node = tensors.node(old.getNode(n));
                if (tensors.found > before) {
                    changed.getFunctionsBuilder(f).setNode(n, node);
                }
            }
        }
        return tensors.found == 0 ? model : changed.build();
    }

    private GraphProto graph(GraphProto graph) throws IOException {
        GraphProto.Builder changed = graph.toBuilder();
        int none = found;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (isExternal(graph.getInitializer(i))) {
                changed.setInitializer(i, tensor(graph.getInitializer(i)));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            int before = found;
            NodeProto node = node(graph.getNode(i));
            if (found > before) {
                changed.setNode(i, node);
            }
        }
        return found == none ? graph : changed.build();
    }

    private NodeProto node(NodeProto node) throws IOException {
        NodeProto.Builder changed = node.toBuilder();
        int none = found;
        for (int i = 0; i < node.getAttributeCount(); i++) {
            int before = found;
            AttributeProto attribute = attribute(node.getAttribute(i));
            if (found > before) {
                changed.setAttribute(i, attribute);
            }
        }
        return found == none ? node : changed.build();
    }

    private AttributeProto attribute(AttributeProto attribute) throws IOException {
        AttributeProto.Builder changed = attribute.toBuilder();
        int none = found;
        if (attribute.hasT()) {
            changed.setT(tensor(attribute.getT()));
        }
        for (int i = 0; i < attribute.getTensorsCount(); i++) {
            changed.setTensors(i, tensor(attribute.getTensors(i)));
        }
        if (attribute.hasG()) {
            changed.setG(graph(attribute.getG()));
        }
        for (int i = 0; i < attribute.getGraphsCount(); i++) {
            changed.setGraphs(i, graph(attribute.getGraphs(i)));
        }
        return found == none ? attribute : changed.build();
    }

    private static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private TensorProto tensor(TensorProto tensor) throws IOException {
        if (!isExternal(tensor)) {
            return tensor;
        }
        found++;
        Section section = section(tensor);
        long size = size(tensor);
        if (section.length() >= 0 && section.length() != size) {
            throw refused(
                    tensor,
                    "has %d bytes by its shape, but %d by its section"
                            .formatted(size, section.length()),
                    null);
        }
        // Held twice while it passes from the message to the record.
        spent = Math.addExact(spent, 2 * size);
        if (spent > memory) {
            throw WireScan.tooLarge(
                    "would take more than %d bytes of memory with its external weights"
                            .formatted(memory));
        }
        return tensor.toBuilder()
                .clearDataLocation()
                .clearExternalData()
                .setRawData(read(tensor, file(tensor, section.location()), section.offset(), size))
                .build();
    }

    private static long size(TensorProto tensor) {
        if (tensor.hasRawData()) {
            throw refused(tensor, "has elements in the model as well", null);
        }
        ElementType type = TypeCodec.element(tensor.getDataType());
        if (type == ElementType.STRING) {
            throw refused(tensor, "holds text, which is kept in the model alone", null);
        }
        long size = TensorValue.elementCount(tensor.getDimsList()) * type.size();
        if (size > Integer.MAX_VALUE - 8) {
            throw WireScan.tooLarge(
                    "has tensor '%s' of %d bytes, more than an array holds"
                            .formatted(tensor.getName(), size));
        }
        return size;
    }

    /**
     * Where a tensor's elements lie.
     *
     * @param length bytes, or -1 where only the shape says
     */
    private record Section(String location, long offset, long length) {}

    private static Section section(TensorProto tensor) {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            if (entries.put(entry.getKey(), entry.getValue()) != null) {
                throw refused(tensor, "gives '" + entry.getKey() + "' twice", null);
            }
        }
        return new Section(
                entries.getOrDefault("location", ""),
                number(tensor, "offset", entries.getOrDefault("offset", "0")),
                entries.containsKey("length")
                        ? number(tensor, "length", entries.getOrDefault("length", ""))
                        : -1);
    }

    private static long number(TensorProto tensor, String key, String text) {
        boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (text.isEmpty() || text.length() > MOST_DIGITS || !digits) {
            throw refused(tensor, "has the " + key + " '" + text + "', which is no size", null);
        }
        return Long.parseLong(text);
    }

    /** The file without links, known to lie in the folder and to be a regular one. */
    private Path file(TensorProto tensor, String location) throws IOException {
        Path given;
        try {
            given = Path.of(location);
        } catch (InvalidPathException e) {
            throw refused(tensor, "names a file that cannot exist", e);
        }
        // A path in a hostile model could name any file this process may read.
        boolean climbs = false;
        for (Path part : given) {
            climbs |= part.toString().equals("..");
        }
        if (location.isEmpty() || given.isAbsolute() || climbs || location.contains("\\")) {
            throw refused(tensor, outside(location), null);
        }
        Path file;
        try {
            file = folder.resolve(given).toRealPath();
        } catch (IOException e) {
            throw refused(tensor, "lies in '" + location + "', which is not there", e);
        }
        if (!file.startsWith(folder)) {
            throw refused(tensor, outside(location), null);
        }
        // A pipe or a device would block, or never end.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(tensor, "lies in '" + location + "', which is no regular file", null);
        }
        return file;
    }

    private static String outside(String location) {
        return "lies in '" + location + "', which is not inside the model's folder";
    }

    private static ByteString read(TensorProto tensor, Path file, long offset, long size)
            throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(
                        file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (offset > channel.size() || size > channel.size() - offset) {
                throw refused(
                        tensor,
                        "takes %d bytes from %d, but the file has %d"
                                .formatted(size, offset, channel.size()),
                        null);
            }
            channel.position(offset);
            ByteBuffer elements = ByteBuffer.allocate((int) size);
            while (elements.hasRemaining()) {
                if (channel.read(elements) < 0) {
                    throw new EOFException("the file became shorter while it was read");
                }
            }
            // Safe: nobody else has the array.
            return UnsafeByteOperations.unsafeWrap(elements.flip());
        }
    }

    private static BulwarkException refused(
            TensorProto tensor, String how, @Nullable Exception cause) {
        String what = "external tensor '" + tensor.getName() + "' of the model " + how;
        String fix =
                "save the model again with its weights in files beside it, or in the model itself";
        return cause == null
                ? new BulwarkException("MODEL_EXTERNAL_TENSOR", what, fix)
                : new BulwarkException("MODEL_EXTERNAL_TENSOR", what, fix, cause);
    }
}
