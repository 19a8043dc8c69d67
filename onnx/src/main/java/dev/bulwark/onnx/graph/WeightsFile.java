package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.onnx.proto.GraphProto;
import dev.bulwark.onnx.proto.ModelProto;
import dev.bulwark.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/** Writes a model whose large weights lie in a file beside it (ONNX, "External Data"). */
final class WeightsFile {
    /** Sections begin at pages, so that an engine can map them. */
    private static final int PAGE = 4096;

    /** Bytes of the digest in the file's name: enough that no two files of a folder meet. */
    private static final int NAMED = 8;

    private WeightsFile() {}

    /** Writes weights first and the model last: until then the old model is the one there. */
    static void write(ModelProto model, Path file, long threshold) {
        if (threshold < 1) {
            throw new IllegalArgumentException("the threshold is >= 1, but was " + threshold);
        }
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IllegalArgumentException("'" + file + "' is no file");
        }
        try {
            Path weights = Files.createTempFile(folder, "weights", ".part");
            Path rest = Files.createTempFile(folder, "model", ".part");
            try {
                ModelProto detached = detached(model, target, weights, threshold);
                try (FileChannel channel = FileChannel.open(rest, StandardOpenOption.WRITE)) {
                    put(channel, ByteBuffer.wrap(OnnxWriter.serialized(detached)));
                    channel.force(true);
                }
                move(rest, target);
            } finally {
                Files.deleteIfExists(weights);
                Files.deleteIfExists(rest);
            }
        } catch (IOException e) {
            throw new BulwarkException(
                    "MODEL_NOT_WRITTEN",
                    "the model '" + file + "' cannot be written: " + e,
                    "free space on the disk, or choose another folder",
                    e);
        }
    }

    private static ModelProto detached(ModelProto model, Path target, Path weights, long threshold)
            throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        MessageDigest sha = Digest.sha256();
        long end = 0;
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            for (int i = 0; i < graph.getInitializerCount(); i++) {
                TensorProto tensor = graph.getInitializer(i);
                int size = tensor.getRawData().size();
                if (size < threshold) {
                    continue;
                }
                ByteBuffer gap = ByteBuffer.allocate(Math.floorMod(-end, PAGE));
                end += gap.remaining();
                sha.update(gap.duplicate());
                put(channel, gap);
                sha.update(tensor.getRawData().asReadOnlyByteBuffer());
                put(channel, tensor.getRawData().asReadOnlyByteBuffer());
                graph.setInitializer(i, section(tensor, end, size));
                end += size;
            }
            channel.force(true);
        }
        if (end == 0) {
            return model;
        }
        String digest = HexFormat.of().formatHex(sha.digest(), 0, NAMED);
        String name = Objects.requireNonNull(target.getFileName()) + "." + digest + ".weights";
        move(weights, target.resolveSibling(name));
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            if (tensor.getExternalDataCount() > 0) {
                tensor.getExternalDataBuilder(0).setValue(name);
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static TensorProto section(TensorProto tensor, long offset, int size) {
        TensorProto.Builder section = tensor.toBuilder().clearRawData();
        section.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        // The file is named after its content, which is known when all is written.
        section.addExternalDataBuilder().setKey("location");
        section.addExternalDataBuilder().setKey("offset").setValue(Long.toString(offset));
        section.addExternalDataBuilder().setKey("length").setValue(Integer.toString(size));
        return section.build();
    }

    private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
