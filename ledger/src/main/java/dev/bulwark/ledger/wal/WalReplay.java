package dev.bulwark.ledger.wal;

import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a write-ahead log, changing nothing. */
public final class WalReplay {
    /** Is shown the entries, from the oldest on. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param file the segment that holds the entry
         * @param index of the entry in the tree
         */
        void visit(Path file, long index, byte[] entry);
    }

    /** Segments go when their entries are in the tree; so many are not ours. */
    private static final int MOST_SEGMENTS = 10_000;

    private static final int LARGEST_SEGMENT =
            WriteAheadLog.SEGMENT + 2 * WriteAheadLog.LARGEST_BATCH;

    private static final Pattern NAME = Pattern.compile("[0-9]{20}\\.wal");

    private final @Nullable WalSeal seal;
    private final Visitor visitor;
    private long next = -1;

    private WalReplay(@Nullable WalSeal seal, Visitor visitor) {
        this.seal = seal;
        this.visitor = visitor;
    }

    /** Reads the log in {@code folder} and checks that its own writer wrote it. */
    public static WalEnd read(Path folder, WalSeal seal, Visitor visitor) throws IOException {
        return new WalReplay(seal, visitor).run(folder);
    }

    /** As {@link #read} for who has no secret: checksums only. */
    public static WalEnd check(Path folder, Visitor visitor) throws IOException {
        return new WalReplay(null, visitor).run(folder);
    }

    /** Whether a file is named as a segment is. */
    public static boolean isSegment(String fileName) {
        return NAME.matcher(fileName).matches();
    }

    /** In ASCII digits, whatever the machine's language; names sort as the numbers do. */
    static String name(long first) {
        return String.format(Locale.ROOT, "%020d.wal", first);
    }

    static List<Path> segments(Path folder) throws IOException {
        return DurableFiles.list(folder, MOST_SEGMENTS).stream()
                .filter(file -> isSegment(String.valueOf(file.getFileName())))
                .toList();
    }

    private WalEnd run(Path folder) throws IOException {
        List<Path> segments = segments(folder);
        for (int i = 0; i < segments.size(); i++) {
            Optional<WalEnd> end = segment(segments.get(i), i == segments.size() - 1);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return new WalEnd.Whole(next);
    }

    /** Empty if the segment was read to its end. */
    private Optional<WalEnd> segment(Path file, boolean isLast) throws IOException {
        byte[] bytes = DurableFiles.read(file, LARGEST_SEGMENT);
        Optional<Long> first = WalFormat.first(bytes);
        if (first.isEmpty() || !name(first.get()).equals(String.valueOf(file.getFileName()))) {
            return Optional.of(
                    isLast && bytes.length <= WalFormat.HEADER
                            ? new WalEnd.Torn(file, 0, next)
                            : new WalEnd.Damaged(file, "its header is not that of a segment"));
        }
        if (next >= 0 && first.get() != next) {
            return Optional.of(
                    new WalEnd.Damaged(
                            file,
                            "it starts at entry %d, but %d comes next"
                                    .formatted(first.get(), next)));
        }
        next = first.get();
        return frames(file, bytes, isLast);
    }

    private Optional<WalEnd> frames(Path file, byte[] bytes, boolean isLast) {
        int at = WalFormat.HEADER;
        while (at < bytes.length) {
            int length = WalFormat.frameLength(bytes, at, next);
            if (length == 0) {
                return Optional.of(unreadable(file, bytes, at, isLast));
            }
            Optional<List<byte[]>> entries = WalFormat.entries(bytes, at, length);
            if (entries.isEmpty()
                    || (seal != null && !WalFormat.isSealed(bytes, at, length, seal))) {
                return Optional.of(
                        new WalEnd.Damaged(
                                file,
                                "the batch at byte %d was not written by this log's writer"
                                        .formatted(at)));
            }
            for (byte[] entry : entries.get()) {
                visitor.visit(file, next++, entry);
            }
            at += length;
        }
        return Optional.empty();
    }

    private WalEnd unreadable(Path file, byte[] bytes, int at, boolean isLast) {
        return isLast && !isFollowed(bytes, at)
                ? new WalEnd.Torn(file, at, next)
                : new WalEnd.Damaged(
                        file,
                        "the batch at byte %d, from entry %d on, has another checksum"
                                .formatted(at, next));
    }

    /** Whether a whole batch follows what is unreadable: then no crash cut it off. */
    private boolean isFollowed(byte[] bytes, int from) {
        for (int at = from + 1; at + WalFormat.OVERHEAD <= bytes.length; at++) {
            if (WalFormat.isFollower(bytes, at, next)) {
                return true;
            }
        }
        return false;
    }
}
