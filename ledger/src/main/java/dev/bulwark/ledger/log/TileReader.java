package dev.bulwark.ledger.log;

import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.Subtree;
import dev.bulwark.ledger.merkle.SubtreeHashes;
import dev.bulwark.ledger.merkle.TreeHash;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads tiles and bundles from a folder. What it reads is not verified: whoever uses it checks the
 * result against a signed root. Thread-safe; keeps the last {@value #KEPT} tiles in memory.
 */
final class TileReader {
    private static final int KEPT = 256;

    private final Path folder;
    private final Map<TilePath, byte[]> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<TilePath, byte[]> eldest) {
                    return size() > KEPT;
                }
            };

    TileReader(Path folder) {
        this.folder = folder;
    }

    /** The tree of {@code size} entries over the tiles. */
    SubtreeHashes tree(long size) {
        return subtree -> hash(subtree, size);
    }

    private TreeHash hash(Subtree subtree, long size) {
        int tileLevel = subtree.level() / Byte.SIZE;
        int inside = subtree.level() % Byte.SIZE;
        long first = subtree.index() << inside;
        TilePath path = TilePath.at(tileLevel, first / TilePath.FULL, size);
        return TileHashing.fold(hashes(path), (int) (first % TilePath.FULL), 1 << inside);
    }

    /** The hashes of a tile, as many as it is wide. */
    byte[] hashes(TilePath path) {
        synchronized (kept) {
            byte[] known = kept.get(path);
            if (known != null) {
                return known;
            }
        }
        byte[] read = readHashes(path);
        synchronized (kept) {
            kept.put(path, read);
        }
        return read;
    }

    private byte[] readHashes(TilePath path) {
        int wanted = path.width() * TreeHash.SIZE;
        byte[] exact = read(path, TilePath.FULL * TreeHash.SIZE);
        if (exact.length == wanted) {
            return exact;
        }
        if (!path.isFull() && exact.length == TilePath.FULL * TreeHash.SIZE) {
            return Arrays.copyOf(exact, wanted);
        }
        throw LedgerException.damaged(
                "tile '%s' has %d bytes instead of %d".formatted(path, exact.length, wanted));
    }

    /** The entries of a bundle, as many as it is wide. */
    List<byte[]> entries(TilePath path) {
        byte[] bundle = read(path, EntryBundle.LARGEST);
        return EntryBundle.decode(bundle, path.width())
                .or(() ->
                        EntryBundle.decode(bundle, TilePath.FULL)
                                .map(entries -> entries.subList(0, path.width())))
                .orElseThrow(() ->
                        LedgerException.damaged(
                                "bundle '%s' does not hold %d entries"
                                        .formatted(path, path.width())));
    }

    /** The bytes of the file, or of the full one where a partial one was cleared away. */
    private byte[] read(TilePath path, int most) {
        try {
            try {
                return DurableFiles.read(folder.resolve(path.path()), most);
            } catch (NoSuchFileException e) {
                if (path.isFull()) {
                    throw e;
                }
                return DurableFiles.read(folder.resolve(path.full().path()), most);
            }
        } catch (IOException e) {
            throw LedgerException.unreadable("tile '%s' cannot be read".formatted(path), e);
        }
    }
}
