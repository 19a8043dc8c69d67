package dev.bulwark.ledger.monitor;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.log.TilePath;
import dev.bulwark.ledger.merkle.Subtree;
import dev.bulwark.ledger.merkle.SubtreeHashes;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tiles and bundles that a checkpoint of {@code size} implies, and no others; where a partial
 * one was cleared away, the full one. What it gives is unverified.
 *
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 */
final class TileFetch implements SubtreeHashes {
    private static final int TILE_BYTES = TilePath.FULL * TreeHash.SIZE;
    private static final int LONGEST_ENTRY = 0xffff;
    private static final int BUNDLE_BYTES = TilePath.FULL * (Short.BYTES + LONGEST_ENTRY);

    /** A proof asks for a few tiles a level, again and again. */
    private static final int MOST_KEPT = 64;

    private final LogSource source;
    private final long size;
    private final Map<TilePath, byte[]> kept = new HashMap<>();

    TileFetch(LogSource source, long size) {
        this.source = source;
        this.size = size;
    }

    @Override
    public TreeHash of(Subtree subtree) {
        int level = subtree.level() / Byte.SIZE;
        int inside = subtree.level() % Byte.SIZE;
        long first = subtree.index() << inside;
        byte[] tile = tile(path(level, first / TilePath.FULL));
        return fold(tile, (int) (first % TilePath.FULL), 1 << inside);
    }

    private static TreeHash fold(byte[] tile, int first, int count) {
        if (count == 1) {
            return TreeHash.at(tile, first * TreeHash.SIZE);
        }
        return TreeHashing.node(
                fold(tile, first, count / 2), fold(tile, first + count / 2, count / 2));
    }

    private byte[] tile(TilePath path) {
        byte[] known = kept.get(path);
        if (known == null) {
            known = fetch(path, TILE_BYTES);
            int wanted = path.width() * TreeHash.SIZE;
            if (known.length != wanted && known.length != TILE_BYTES) {
                throw malformed(path, "it has %d bytes, not %d".formatted(known.length, wanted));
            }
            if (kept.size() == MOST_KEPT) {
                kept.clear();
            }
            kept.put(path, known);
        }
        return known;
    }

    /** The entries of a bundle, as many as the checkpoint implies. */
    List<byte[]> entries(long bundle) {
        TilePath path = path(TilePath.ENTRIES, bundle);
        ByteBuffer rest = ByteBuffer.wrap(fetch(path, BUNDLE_BYTES));
        List<byte[]> entries = new ArrayList<>(path.width());
        while (entries.size() < path.width()) {
            int length = rest.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(rest.getShort());
            if (length < 0 || length > rest.remaining()) {
                throw malformed(path, "it ends inside entry " + entries.size());
            }
            byte[] entry = new byte[length];
            rest.get(entry);
            entries.add(entry);
        }
        return entries;
    }

    private TilePath path(int level, long index) {
        long hashes = size >>> (Byte.SIZE * Math.max(0, level));
        long width = Math.min(TilePath.FULL, hashes - index * TilePath.FULL);
        return new TilePath(level, index, (int) width);
    }

    private byte[] fetch(TilePath path, int most) {
        Optional<byte[]> exact = source.read(path.path(), most);
        if (exact.isEmpty() && !path.isFull()) {
            TilePath full = new TilePath(path.level(), path.index(), TilePath.FULL);
            exact = source.read(full.path(), most);
        }
        return exact.orElseThrow(() -> malformed(path, "it is missing"));
    }

    private BulwarkException malformed(TilePath path, String why) {
        return new BulwarkException(
                "LOG_TILE_WRONG",
                "'%s' of the log %s, which its checkpoint of size %d implies, is wrong: %s"
                        .formatted(path, source.describe(), size, why),
                "fetch again later; if it stays so, tell the log's operator");
    }
}
