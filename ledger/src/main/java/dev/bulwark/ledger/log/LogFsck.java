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
import org.jspecify.annotations.Nullable;

/**
 * Recomputes every hash of a log from its entries, and holds every file against them.
 *
 * <p>The signed root decides who is right where an entry and its hash disagree: if the tiles lead
 * to it the entry was changed, if the entries do the tile was. Costs one hash an entry and node,
 * and 32 bytes of memory for 256 entries.
 */
public final class LogFsck {
    /** More findings than this say nothing new. */
    static final int MOST_FINDINGS = 100;

    private final Path folder;
    private final VerifierKey logKey;
    private final Progress progress;
    private final List<LogFinding> findings = new ArrayList<>();
    private final List<Long> disagreeing = new ArrayList<>();
    private final TreeEdge fromEntries = new TreeEdge();
    private final TreeEdge fromTiles = new TreeEdge();
    private boolean everyEntryRead = true;
    private boolean everyLeafTileRead = true;

    private LogFsck(Path folder, VerifierKey logKey, Progress progress) {
        this.folder = folder;
        this.logKey = logKey;
        this.progress = progress;
    }

    /** Checks the log in {@code folder}, changing nothing. */
    public static LogCheck check(Path folder, VerifierKey logKey) {
        return check(folder, logKey, Progress.silent());
    }

    /** As {@link #check(Path, VerifierKey)}, telling how far it is in entries. */
    public static LogCheck check(Path folder, VerifierKey logKey, Progress progress) {
        LogFsck fsck = new LogFsck(folder, logKey, progress);
        long entries = fsck.run();
        return new LogCheck(
                entries, fsck.findings.subList(0, Math.min(MOST_FINDINGS, fsck.findings.size())));
    }

    private long run() {
        SignedCheckpoint checkpoint = checkpoint(LogFiles.CHECKPOINT);
        if (checkpoint == null) {
            return 0;
        }
        long signedFor = Math.max(checkpoint.size(), checkSigned(checkpoint));
        UpperTiles upper = new UpperTiles();
        long bundles = Math.ceilDiv(checkpoint.size(), TilePath.FULL);
        progress.start("fsck", Math.max(1, checkpoint.size()));
        for (long index = 0; index < bundles; index++) {
            checkBundle(index, checkpoint.size());
            upper.collect();
            progress.step(index * TilePath.FULL, "");
        }
        progress.finish("");
        boolean entriesHold = everyEntryRead && fromEntries.root().equals(checkpoint.root());
        boolean tilesHold = everyLeafTileRead && fromTiles.root().equals(checkpoint.root());
        judge(entriesHold, tilesHold, checkpoint.size());
        if (entriesHold || tilesHold) {
            upper.check(entriesHold);
        }
        checkWal(signedFor);
        new OtherFiles(folder, checkpoint.size(), findings).check();
        return checkpoint.size();
    }

    private @Nullable SignedCheckpoint checkpoint(String file) {
        try {
            return LogReader.readCheckpoint(folder.resolve(file), logKey);
        } catch (LedgerException e) {
            findings.add(new LogFinding.WrongCheckpoint(file, e.what()));
            return null;
        }
    }

    /** What the log signed for last; a published copy of it has no such state, and needs none. */
    private long checkSigned(SignedCheckpoint published) {
        if (!Files.exists(folder.resolve(LogFiles.WRITER), LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        SignedCheckpoint signed = checkpoint(LogFiles.SIGNED);
        if (signed == null) {
            return 0;
        }
        boolean sameSize = signed.size() == published.size();
        if (signed.size() < published.size()
                || (sameSize && !signed.root().equals(published.root()))) {
            findings.add(
                    new LogFinding.WrongCheckpoint(
                            LogFiles.SIGNED, "it contradicts the published one"));
        }
        return signed.size();
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
            return; // a writer at work has just taken it into the tree
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

    private void checkBundle(long index, long size) {
        TilePath bundlePath = TilePath.at(TilePath.ENTRIES, index, size);
        TilePath tilePath = TilePath.at(0, index, size);
        Optional<List<byte[]>> entries =
                content(bundlePath, EntryBundle.LARGEST)
                        .flatMap(bytes -> decode(bytes, bundlePath));
        Optional<byte[]> tile =
                content(tilePath, TilePath.FULL * TreeHash.SIZE)
                        .flatMap(bytes -> cut(bytes, tilePath));
        everyEntryRead &= entries.isPresent();
        everyLeafTileRead &= tile.isPresent();
        for (int place = 0; place < tilePath.width(); place++) {
            @Nullable TreeHash fromEntry =
                    entries.isPresent() ? TreeHashing.leaf(entries.get().get(place)) : null;
            @Nullable TreeHash stored =
                    tile.isPresent() ? TreeHash.at(tile.get(), place * TreeHash.SIZE) : null;
            boolean disagree = fromEntry != null && stored != null && !fromEntry.equals(stored);
            if (disagree && disagreeing.size() < MOST_FINDINGS) {
                disagreeing.add(index * TilePath.FULL + place);
            }
            append(fromEntries, fromEntry);
            append(fromTiles, stored);
        }
    }

    /** A hash that cannot be known is held open by a wrong one; its tree is not used then. */
    private static void append(TreeEdge edge, @Nullable TreeHash hash) {
        edge.append(hash == null ? TreeHashing.emptyRoot() : hash);
    }

    private Optional<List<byte[]>> decode(byte[] bundle, TilePath path) {
        Optional<List<byte[]>> entries = EntryBundle.decode(bundle, path.width());
        if (entries.isEmpty()) {
            entries =
                    EntryBundle.decode(bundle, TilePath.FULL)
                            .map(all -> all.subList(0, path.width()));
        }
        if (entries.isEmpty()) {
            add(
                    new LogFinding.WrongTile(
                            path.path(),
                            "it does not hold the entries %d to %d"
                                    .formatted(
                                            path.index() * TilePath.FULL,
                                            path.index() * TilePath.FULL + path.width() - 1)));
        }
        return entries;
    }

    private Optional<byte[]> cut(byte[] tile, TilePath path) {
        int wanted = path.width() * TreeHash.SIZE;
        if (tile.length != wanted && tile.length != TilePath.FULL * TreeHash.SIZE) {
            add(
                    new LogFinding.WrongTile(
                            path.path(),
                            "it has %d bytes instead of %d".formatted(tile.length, wanted)));
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOf(tile, wanted));
    }

    private void judge(boolean entriesHold, boolean tilesHold, long size) {
        for (long index : disagreeing) {
            String bundle = TilePath.at(TilePath.ENTRIES, index / TilePath.FULL, size).path();
            String tile = TilePath.at(0, index / TilePath.FULL, size).path();
            add(
                    entriesHold
                            ? new LogFinding.WrongTile(
                                    tile, "its hash of entry " + index + " is another")
                            : new LogFinding.WrongEntry(bundle, index));
        }
        if (!entriesHold && !tilesHold) {
            add(
                    new LogFinding.WrongCheckpoint(
                            LogFiles.CHECKPOINT, "neither entries nor tiles lead to its root"));
        }
    }

    private Optional<byte[]> content(TilePath path, int most) {
        Optional<byte[]> exact = file(path, most);
        if (exact.isEmpty() && !path.isFull()) {
            exact = file(path.full(), most);
        }
        if (exact.isEmpty()) {
            add(new LogFinding.WrongTile(path.path(), "it is missing or cannot be read"));
        }
        return exact;
    }

    private Optional<byte[]> file(TilePath path, int most) {
        try {
            return Optional.of(DurableFiles.read(folder.resolve(path.path()), most));
        } catch (IOException e) {
            return Optional.empty(); // reported by the caller, who knows if another file serves
        }
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
            content(path, TilePath.FULL * TreeHash.SIZE)
                    .flatMap(bytes -> cut(bytes, path))
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
