package dev.bulwark.onnx.optimise;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file of a checkpoint, version 1, big-endian: {@code BWCKPT}, a short version, the digests of
 * the configuration and of the data, then counters, series and arrays, each as a count of (name,
 * value), and the SHA-256 of all before it. The digest is checked before a single length is
 * believed.
 */
final class CheckpointFile {
    private static final byte[] MAGIC = "BWCKPT".getBytes(StandardCharsets.US_ASCII);
    private static final short VERSION = 1;
    private static final int HEADER = 6 + Short.BYTES + 2 * Digest.SIZE;

    /** Far more names than any network has parameters; a bound for files made to harm. */
    private static final int MOST_ENTRIES = 1 << 20;

    private static final int CHUNK = 1 << 16;

    private CheckpointFile() {}

    static void write(Checkpoint checkpoint, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("'" + file + "' is no file");
        }
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "checkpoint", ".part");
            try {
                writeAll(checkpoint, part);
                Files.move(
                        part,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            forceFolder(folder);
        } catch (IOException e) {
            throw new BulwarkException(
                    "CHECKPOINT_NOT_WRITTEN",
                    "the checkpoint '" + file + "' cannot be written: " + e.getMessage(),
                    "free space on the disk, or choose another folder",
                    e);
        }
    }

    private static void writeAll(Checkpoint checkpoint, Path part) throws IOException {
        MessageDigest sha = Digest.sha256();
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            OutputStream raw = new BufferedOutputStream(Channels.newOutputStream(channel), CHUNK);
            DataOutputStream out = new DataOutputStream(new DigestOutputStream(raw, sha));
            out.write(MAGIC);
            out.writeShort(VERSION);
            out.write(checkpoint.configuration().bytes());
            out.write(checkpoint.dataset().bytes());
            writeBody(checkpoint, out);
            out.flush();
            raw.write(sha.digest());
            raw.flush();
            channel.force(true);
        }
    }

    private static void writeBody(Checkpoint checkpoint, DataOutputStream out) throws IOException {
        out.writeInt(checkpoint.counters().size());
        for (Map.Entry<String, Long> counter : checkpoint.counters().entrySet()) {
            out.writeUTF(counter.getKey());
            out.writeLong(counter.getValue());
        }
        out.writeInt(checkpoint.series().size());
        for (Map.Entry<String, List<Double>> one : checkpoint.series().entrySet()) {
            out.writeUTF(one.getKey());
            out.writeInt(one.getValue().size());
            for (double value : one.getValue()) {
                out.writeDouble(value);
            }
        }
        Map<String, float[]> arrays = checkpoint.arrays("");
        out.writeInt(arrays.size());
        for (Map.Entry<String, float[]> array : arrays.entrySet()) {
            out.writeUTF(array.getKey());
            out.writeInt(array.getValue().length);
            writeFloats(array.getValue(), out);
        }
    }

    private static void writeFloats(float[] values, DataOutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        int most = CHUNK / Float.BYTES;
        for (int from = 0; from < values.length; from += most) {
            int count = Math.min(most, values.length - from);
            chunk.asFloatBuffer().put(values, from, count);
            out.write(chunk.array(), 0, count * Float.BYTES);
        }
    }

    /** Without it the new name may be lost with the power, though the bytes are not. */
    private static void forceFolder(Path folder) throws IOException {
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static Checkpoint read(Path file, Digest configuration, Digest dataset) {
        try {
            long size = Files.size(file);
            requireWhole(file, size);
            try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), CHUNK);
                    DataInputStream in = new DataInputStream(raw)) {
                in.skipNBytes(HEADER - 2L * Digest.SIZE);
                require(
                        file,
                        configuration,
                        digest(in),
                        "CHECKPOINT_OTHER_CONFIGURATION",
                        "configuration",
                        "undo the change of bulwark.yaml, or start anew");
                require(
                        file,
                        dataset,
                        digest(in),
                        "CHECKPOINT_OTHER_DATA",
                        "data",
                        "restore the data, or start anew");
                return readBody(in, size, configuration, dataset);
            }
        } catch (IOException | UncheckedIOException e) {
            throw damaged(file, "it cannot be read: " + e.getMessage());
        }
    }

    private static void require(
            Path file, Digest wanted, Digest found, String code, String what, String fix) {
        if (!wanted.equals(found)) {
            throw new BulwarkException(
                    code,
                    "the checkpoint '%s' is of %s %s, not of %s"
                            .formatted(file, what, found.abbreviated(), wanted.abbreviated()),
                    fix);
        }
    }

    private static Digest digest(DataInputStream in) throws IOException {
        return Digest.ofRaw(in.readNBytes(Digest.SIZE));
    }

    /** Magic, version and digest, in memory of one chunk. */
    private static void requireWhole(Path file, long size) throws IOException {
        if (size < HEADER + Digest.SIZE) {
            throw damaged(file, "it is cut short after " + size + " bytes");
        }
        MessageDigest sha = Digest.sha256();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), CHUNK);
                DigestInputStream in = new DigestInputStream(raw, sha)) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw damaged(file, "it is no checkpoint");
            }
            int version = ByteBuffer.wrap(in.readNBytes(Short.BYTES)).getShort();
            byte[] chunk = new byte[CHUNK];
            long left = size - MAGIC.length - Short.BYTES - Digest.SIZE;
            while (left > 0) {
                int read = in.read(chunk, 0, (int) Math.min(CHUNK, left));
                if (read < 0) {
                    throw damaged(file, "it is cut short");
                }
                left -= read;
            }
            if (!MessageDigest.isEqual(sha.digest(), raw.readNBytes(Digest.SIZE))) {
                throw damaged(file, "its digest is another");
            }
            if (version != VERSION) {
                throw new BulwarkException(
                        "CHECKPOINT_VERSION",
                        "the checkpoint '%s' has version %d, this release reads %d"
                                .formatted(file, version, VERSION),
                        "resume with the release that wrote it, or start anew");
            }
        }
    }

    private static Checkpoint readBody(
            DataInputStream in, long size, Digest configuration, Digest dataset)
            throws IOException {
        Map<String, Long> counters = new LinkedHashMap<>();
        for (int left = count(in, MOST_ENTRIES); left > 0; left--) {
            counters.put(in.readUTF(), in.readLong());
        }
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (int left = count(in, MOST_ENTRIES); left > 0; left--) {
            String name = in.readUTF();
            List<Double> values = new ArrayList<>();
            for (int more = count(in, size / Double.BYTES); more > 0; more--) {
                values.add(in.readDouble());
            }
            series.put(name, List.copyOf(values));
        }
        Map<String, float[]> arrays = new LinkedHashMap<>();
        for (int left = count(in, MOST_ENTRIES); left > 0; left--) {
            String name = in.readUTF();
            arrays.put(name, readFloats(in, count(in, size / Float.BYTES)));
        }
        return new Checkpoint(configuration, dataset, counters, series, arrays);
    }

    private static int count(DataInputStream in, long most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("it counts " + count + " of at most " + most);
        }
        return count;
    }

    private static float[] readFloats(DataInputStream in, int count) throws IOException {
        float[] values = new float[count];
        byte[] chunk = new byte[CHUNK];
        int most = CHUNK / Float.BYTES;
        for (int from = 0; from < count; from += most) {
            int now = Math.min(most, count - from);
            in.readFully(chunk, 0, now * Float.BYTES);
            ByteBuffer.wrap(chunk).asFloatBuffer().get(values, from, now);
        }
        return values;
    }

    private static BulwarkException damaged(Path file, String why) {
        return new BulwarkException(
                "CHECKPOINT_DAMAGED",
                "the checkpoint '" + file + "' cannot be used: " + why,
                "delete it and start anew, or resume from an older one");
    }
}
