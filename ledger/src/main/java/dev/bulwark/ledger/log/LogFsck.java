package dev.bulwark.ledger.log;

import dev.bulwark.kernel.Progress;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.wal.WalEnd;
import dev.bulwark.ledger.wal.WalReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes every hash of a log from its entries, and holds every file against them.
 *
 * <p>The signed root decides who is right where an entry and its hash disagree: if the tiles lead
 * to it the entry was changed, if the entries do the tile was. Costs one hash an entry and node,
 * and 32 bytes of memory for 256 entries.
 */
public final class LogFsck {
    private final Path folder;
    private final VerifierKey logKey;
    private final List<VerifierKey> seconds;
    private final Progress progress;
    private final List<LogFinding> findings = new ArrayList<>();
    private final List<Long> disagreeing = new ArrayList<>();
    private final TreeEdge fromEntries = new TreeEdge();
    private final TreeEdge fromTiles = new TreeEdge();
    private TreeEdge atPublished = new TreeEdge();
    private boolean everyEntryRead = true;
    private boolean everyLeafTileRead = true;

    private LogFsck(Path folder, VerifierKey logKey, List<VerifierKey> seconds, Progress progress) {
        this.folder = folder;
        this.logKey = logKey;
        this.seconds = seconds;
        this.progress = progress;
    }

    /** Checks the log in {@code folder}, changing nothing. */
    public static LogCheck check(Path folder, VerifierKey logKey) {
        return check(folder, logKey, List.of(), Progress.silent());
    }

    /** As {@link #check(Path, VerifierKey, List, Progress)}, silently. */
    public static LogCheck check(Path folder, VerifierKey logKey, List<VerifierKey> seconds) {
        return check(folder, logKey, seconds, Progress.silent());
    }

    /**
     * As {@link #check(Path, VerifierKey)}, telling how far it is in entries.
     *
     * @param seconds the log's ML-DSA-44 keys: one of them must have signed too, unless there are
     *     none
     */
    public static LogCheck check(
            Path folder, VerifierKey logKey, List<VerifierKey> seconds, Progress progress) {
        LogFsck fsck = new LogFsck(folder, logKey, seconds, progress);
        long entries = fsck.run();
        return new LogCheck(entries, fsck.findings);
    }

    private long run() {
        SignedCheckpoint published = checkpoint(LogFiles.CHECKPOINT);
        if (published == null) {
            return 0;
        }
        SignedCheckpoint latest = latest(published);
        long size = latest.size();
        UpperTiles upper = new UpperTiles();
        long bundles = Math.ceilDiv(size, TilePath.FULL);
        progress.start("fsck", Math.max(1, size));
        for (long index = 0; index < bundles; index++) {
            checkBundle(index, size, published.size());
            upper.collect();
            progress.step(index * TilePath.FULL, "");
        }
        progress.finish("");
        boolean entriesHold = everyEntryRead && fromEntries.root().equals(latest.root());
        boolean tilesHold = everyLeafTileRead && fromTiles.root().equals(latest.root());
        String signed = latest.equals(published) ? LogFiles.CHECKPOINT : LogFiles.SIGNED;
        judge(entriesHold, tilesHold, latest, signed);
        if (entriesHold || tilesHold) {
            upper.check(entriesHold);
        }
        if (!latest.equals(published)) {
            checkPublished(published, tilesHold);
        }
        checkWal(size);
        new OtherFiles(folder, size, findings).check();
        return published.size();
    }

    private @Nullable SignedCheckpoint checkpoint(String file) {
        try {
            return LogReader.readCheckpoint(folder.resolve(file), logKey, seconds);
        } catch (LedgerException e) {
            findings.add(new LogFinding.WrongCheckpoint(file, e.what()));
            return null;
        }
    }

    /**
     * What the log signed last, published or not yet. A published copy of a log has no writer's
     * state, and needs none.
     */
    private SignedCheckpoint latest(SignedCheckpoint published) {
        if (!Files.exists(folder.resolve(LogFiles.WRITER), LinkOption.NOFOLLOW_LINKS)) {
            return published;
        }
        SignedCheckpoint signed = checkpoint(LogFiles.SIGNED);
        if (signed == null || signed.checkpoint().equals(published.checkpoint())) {
            return published;
        }
        if (signed.size() > published.size()) {
            return signed;
        }
        add(new LogFinding.WrongCheckpoint(LogFiles.SIGNED, "it contradicts the published one"));
        return published;
    }

    /** What is published is the beginning of what was signed since, and its tiles are there. */
    private void checkPublished(SignedCheckpoint published, boolean tilesHold) {
        if (tilesHold && !atPublished.root().equals(published.root())) {
            add(
                    new LogFinding.WrongCheckpoint(
                            LogFiles.CHECKPOINT, "it contradicts the one signed last"));
        }
        for (TilePath path : atPublished.partial().keySet()) {
            content(path, this::whole);
            if (path.level() == 0) {
                content(new TilePath(TilePath.ENTRIES, path.index(), path.width()), this::decode);
            }
        }
    }

    private void checkWal(long signedFor) {
        Path wal = folder.resolve(LogFiles.WAL);
        TileReader tiles = new TileReader(folder);
        Set<Path> wrong = new LinkedHashSet<>();
        try {
            WalEnd end =
                    WalReplay.check(
                            wal,
                            (file, index, entry) -> {
                                if (index < signedFor
                                        && !isInTree(tiles, index, entry, signedFor)) {
                                    wrong.add(file);
                                }
                            });
            switch (end) {
                case WalEnd.Whole _ -> {}
                case WalEnd.Torn(Path file, long at, long next) ->
                        add(
                                next >= 0 && next < signedFor
                                        ? wrongWal(file, "entry %d is gone".formatted(next))
                                        : new LogFinding.Leftover(name(file) + " from " + at));
                case WalEnd.Damaged(Path file, String why) -> add(wrongWal(file, why));
            }
        } catch (NoSuchFileException e) {
            // A writer at work has just taken it into the tree; what was seen before counts.
        } catch (IOException e) {
            add(wrongWal(wal, LedgerException.reason(e)));
        }
        wrong.forEach(file -> add(wrongWal(file, "it has another entry than the tree")));
    }

    private static boolean isInTree(TileReader tiles, long index, byte[] entry, long size) {
        try {
            byte[] tile = tiles.hashes(TilePath.at(0, index / TilePath.FULL, size));
            int place = (int) (index % TilePath.FULL) * TreeHash.SIZE;
            return TreeHashing.leaf(entry).equals(TreeHash.at(tile, place));
        } catch (LedgerException e) {
            return true; // it is the tile that is wrong, and that is reported
        }
    }

    private LogFinding wrongWal(Path file, String why) {
        return new LogFinding.WrongWal(name(file), why);
    }

    private String name(Path file) {
        return folder.relativize(file).toString();
    }

    private void checkBundle(long index, long size, long published) {
        TilePath tilePath = TilePath.at(0, index, size);
        Optional<List<byte[]>> entries =
                content(TilePath.at(TilePath.ENTRIES, index, size), this::decode);
        Optional<byte[]> tile = content(tilePath, this::whole);
        everyEntryRead &= entries.isPresent();
        everyLeafTileRead &= tile.isPresent();
        for (int place = 0; place < tilePath.width(); place++) {
            @Nullable TreeHash fromEntry =
                    entries.isPresent() ? TreeHashing.leaf(entries.get().get(place)) : null;
            @Nullable TreeHash stored =
                    tile.isPresent() ? TreeHash.at(tile.get(), place * TreeHash.SIZE) : null;
            boolean disagree = fromEntry != null && stored != null && !fromEntry.equals(stored);
            if (disagree && disagreeing.size() < LogCheck.MOST_FINDINGS) {
                disagreeing.add(index * TilePath.FULL + place);
            }
            append(fromEntries, fromEntry);
            append(fromTiles, stored);
            if (fromTiles.size() == published) {
                atPublished = fromTiles.copy();
            }
        }
    }

    /** A hash that cannot be known is held open by a wrong one; its tree is not used then. */
    private static void append(TreeEdge edge, @Nullable TreeHash hash) {
        edge.append(hash == null ? TreeHashing.emptyRoot() : hash);
    }

    private Optional<List<byte[]>> decode(byte[] bundle, TilePath path) {
        Optional<List<byte[]>> entries = EntryBundle.decode(bundle, path.width());
        if (entries.isEmpty()) {
            long first = path.index() * TilePath.FULL;
            add(
                    new LogFinding.WrongTile(
                            path.path(),
                            "it does not hold the entries %d to %d"
                                    .formatted(first, first + path.width() - 1)));
        }
        return entries;
    }

    private Optional<byte[]> whole(byte[] tile, TilePath path) {
        int wanted = path.width() * TreeHash.SIZE;
        if (tile.length != wanted) {
            add(
                    new LogFinding.WrongTile(
                            path.path(),
                            "it has %d bytes instead of %d".formatted(tile.length, wanted)));
            return Optional.empty();
        }
        return Optional.of(tile);
    }

    private void judge(
            boolean entriesHold, boolean tilesHold, SignedCheckpoint latest, String signed) {
        for (long index : disagreeing) {
            long tile = index / TilePath.FULL;
            add(
                    entriesHold
                            ? new LogFinding.WrongTile(
                                    TilePath.at(0, tile, latest.size()).path(),
                                    "its hash of entry " + index + " is another")
                            : new LogFinding.WrongEntry(
                                    TilePath.at(TilePath.ENTRIES, tile, latest.size()).path(),
                                    index));
        }
        if (!entriesHold && !tilesHold) {
            add(
                    new LogFinding.WrongCheckpoint(
                            signed, "neither entries nor tiles lead to its root"));
        }
    }

    /** Reads a tile from its own file, or from the full one where that was cleared away. */
    private <T> Optional<T> content(
            TilePath path, BiFunction<byte[], TilePath, Optional<T>> reading) {
        TilePath file = path;
        try {
            byte[] bytes;
            try {
                bytes = read(path);
            } catch (NoSuchFileException e) {
                file = path.full();
                bytes = read(file);
            }
            return reading.apply(bytes, file);
        } catch (IOException e) {
            add(new LogFinding.WrongTile(path.path(), "it is missing or cannot be read"));
            return Optional.empty();
        }
    }

    private byte[] read(TilePath path) throws IOException {
        return DurableFiles.read(folder.resolve(path.path()), EntryBundle.LARGEST);
    }

    private void add(LogFinding finding) {
        findings.add(finding);
    }

    /** Compares the tiles above the leaves with what follows from the tree that holds. */
    private final class UpperTiles {
        private final List<TilePath> paths = new ArrayList<>();
        private final List<byte[]> expectedFromEntries = new ArrayList<>();
        private final List<byte[]> expectedFromTiles = new ArrayList<>();

        void collect() {
            fromEntries
                    .finished()
                    .forEach((path, bytes) -> {
                        if (path.level() > 0) {
                            paths.add(path);
                            expectedFromEntries.add(bytes);
                        }
                    });
            fromTiles
                    .finished()
                    .forEach((path, bytes) -> {
                        if (path.level() > 0) {
                            expectedFromTiles.add(bytes);
                        }
                    });
            fromEntries.finished().clear();
            fromTiles.finished().clear();
        }

        void check(boolean entriesHold) {
            TreeEdge authority = entriesHold ? fromEntries : fromTiles;
            List<byte[]> expected = entriesHold ? expectedFromEntries : expectedFromTiles;
            for (int i = 0; i < paths.size(); i++) {
                compare(paths.get(i), expected.get(i));
            }
            authority
                    .partial()
                    .forEach((path, bytes) -> {
                        if (path.level() > 0) {
                            compare(path, bytes);
                        }
                    });
        }

        private void compare(TilePath path, byte[] expected) {
            content(path, LogFsck.this::whole)
                    .map(stored -> Arrays.copyOf(stored, expected.length))
                    .ifPresent(stored -> {
                        int at = Arrays.mismatch(stored, expected);
                        if (at >= 0) {
                            add(
                                    new LogFinding.WrongTile(
                                            path.path(),
                                            "place %d has another hash"
                                                    .formatted(at / TreeHash.SIZE)));
                        }
                    });
        }
    }
}
