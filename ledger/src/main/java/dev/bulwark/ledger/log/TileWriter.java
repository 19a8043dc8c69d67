package dev.bulwark.ledger.log;

import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Grows the tree on the disk: bundles and tiles, and nothing that is signed. Not thread-safe. */
final class TileWriter {
    private final Path folder;
    private final DurableFiles files;
    private final List<TilePath> filled = new ArrayList<>();
    private TreeEdge edge;
    private List<byte[]> bundle;

    /**
     * @param edge of the tree as it is
     * @param bundle the entries of its last bundle, if that is not full
     */
    TileWriter(Path folder, DurableFiles files, TreeEdge edge, List<byte[]> bundle) {
        this.folder = folder;
        this.files = files;
        this.edge = edge;
        this.bundle = bundle;
    }

    long size() {
        return edge.size();
    }

    TreeHash root() {
        return edge.root();
    }

    /**
     * Adds entries, and returns when all tiles of the grown tree are durable.
     *
     * @throws IOException if they cannot be written; this writer must not be used any more
     */
    void grow(List<byte[]> entries) throws IOException {
        TreeEdge grown = edge.copy();
        List<byte[]> open = new ArrayList<>(bundle);
        Map<TilePath, byte[]> writes = new LinkedHashMap<>();
        for (byte[] entry : entries) {
            grown.append(TreeHashing.leaf(entry));
            open.add(entry);
            if (open.size() == TilePath.FULL) {
                writes.put(bundlePath(grown.size() - 1, TilePath.FULL), EntryBundle.encode(open));
                open.clear();
            }
        }
        if (!open.isEmpty()) {
            writes.put(bundlePath(grown.size(), open.size()), EntryBundle.encode(open));
        }
        writes.putAll(grown.finished());
        writes.putAll(grown.partial());
        edge.partial().keySet().forEach(writes::remove); // already there, byte for byte
        Map<Path, byte[]> contents = new LinkedHashMap<>();
        writes.forEach((path, bytes) -> contents.put(folder.resolve(path.path()), bytes));
        files.writeAll(contents);
        files.sync();
        writes.keySet().stream().filter(TilePath::isFull).forEach(filled::add);
        grown.finished().clear();
        edge = grown;
        bundle = open;
    }

    private static TilePath bundlePath(long size, int width) {
        return new TilePath(TilePath.ENTRIES, size / TilePath.FULL, width);
    }

    /**
     * Once a full tile is published its partial ones serve nobody (tlog-tiles, "Partial Tiles").
     */
    void clearPartials() {
        for (TilePath path : filled) {
            if (!clear(folder.resolve(path.path() + ".p"))) {
                break;
            }
        }
        filled.clear();
    }

    /** Says whether it could. They may stay: nobody asks for them, and the entries are safe. */
    private static boolean clear(Path partials) {
        try {
            for (Path file : DurableFiles.list(partials, TilePath.FULL)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(partials);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
