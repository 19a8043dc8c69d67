package dev.bulwark.ledger.wal;

import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way into the tree, in segments named after their first entry: {@code
 * 00000000000000070000.wal}. One writer, one thread at a time.
 *
 * <p><b>Guarantees:</b> when {@link #append} returns, the batch is on the disk and {@link
 * WalReplay} finds it again, whole; it costs one wait for the disk.
 *
 * <p><b>Does not guarantee</b> to notice that the last batch was damaged or the last ones cut off
 * later instead of by a crash: both look alike, unless a checkpoint speaks of them.
 */
public final class WriteAheadLog implements AutoCloseable {
    /** A segment that has grown to this is followed by another; bounds what a start reads. */
    static final int SEGMENT = 8 << 20;

    /** Most bytes of entries in a batch. */
    public static final int LARGEST_BATCH = 64 << 20;

    private final Path folder;
    private final WalSeal seal;
    private @Nullable FileChannel current;
    private long size;
    private volatile long settled;

    /**
     * A log that goes on in new segments.
     *
     * @param folder exists
     * @param settled entries below this index are in the tree, and segments of them may go
     */
    public WriteAheadLog(Path folder, WalSeal seal, long settled) {
        this.folder = folder;
        this.seal = seal;
        this.settled = settled;
    }

    /**
     * Makes a batch durable.
     *
     * @param first index of its first entry: that of the last one before, plus one
     * @param entries 1 or more, in all at most {@value #LARGEST_BATCH} bytes
     * @throws IOException if it cannot be written; what is on the disk is unknown then, and this
     *     log must not be used any more
     */
    public void append(long first, List<byte[]> entries) throws IOException {
        FileChannel segment = segment(first);
        byte[] frame = WalFormat.frame(first, entries, seal);
        write(segment, frame);
        segment.force(false); // its length is part of what is needed to read it, and comes along
        size += frame.length;
    }

    /** Says that all entries below {@code index} are in the tree; any thread may. */
    public void settle(long index) {
        settled = index;
    }

    private FileChannel segment(long first) throws IOException {
        FileChannel open = current;
        if (open != null && size < SEGMENT) {
            return open;
        }
        if (open != null) {
            open.close();
            removeSettled();
        }
        FileChannel next =
                FileChannel.open(
                        folder.resolve(WalReplay.name(first)),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
        current = next;
        write(next, WalFormat.header(first));
        next.force(true);
        DurableFiles.forceFolder(folder);
        size = WalFormat.HEADER;
        return next;
    }

    /** Removes the segments whose entries are all in the tree: those that another one follows. */
    private void removeSettled() throws IOException {
        List<Path> segments = WalReplay.segments(folder);
        for (int i = 0; i + 1 < segments.size(); i++) {
            String next = String.valueOf(segments.get(i + 1).getFileName());
            if (next.compareTo(WalReplay.name(settled)) <= 0) {
                Files.deleteIfExists(segments.get(i));
            }
        }
    }

    /**
     * Removes every segment, for the tree has it all. One that comes back after a power failure
     * does no harm; before another is made, none can.
     */
    public static void clear(Path folder) throws IOException {
        for (Path segment : WalReplay.segments(folder)) {
            Files.deleteIfExists(segment);
        }
    }

    private static void write(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Closes the file; what is in it stays. */
    @Override
    public void close() throws IOException {
        FileChannel open = current;
        if (open != null) {
            open.close();
        }
    }
}
