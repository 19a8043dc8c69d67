package dev.bulwark.dataset;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A data set in memory.
 *
 * @param declaration what its owner says of it
 * @param files the files it was read from, in the declaration's order
 * @param table all rows; those the source keeps apart for testing come last
 * @param testRows how many rows at the end the source keeps apart, 0 if it does not
 * @param listing every file in the folders of the data, {@code files} among them
 * @param rowsDropped rows left out because a value was missing
 * @param unused columns of the files that are not in the table
 */
public record LoadedDataset(
        DatasetDeclaration declaration,
        List<FileEntry> files,
        Table table,
        int testRows,
        FolderListing listing,
        int rowsDropped,
        List<String> unused) {

    /**
     * One file as it was read.
     *
     * @param path relative to the project's folder
     * @param size in bytes
     * @param digest SHA-256 of its bytes
     */
    public record FileEntry(String path, long size, Digest digest) {
        public FileEntry {
            DataPath.require(path);
            if (size < 0) {
                throw new IllegalArgumentException("a size is >= 0, but was " + size);
            }
        }
    }

    public LoadedDataset {
        files = List.copyOf(files);
        unused = List.copyOf(unused);
        if (testRows < 0 || testRows >= table.rows()) {
            throw new IllegalArgumentException(
                    "test rows must leave some to train on, but are %d of %d"
                            .formatted(testRows, table.rows()));
        }
    }

    /**
     * The data set as an artifact: the digest is that of the canonical JSON list of its files'
     * paths and digests, in order of path.
     */
    public Artifact artifact() {
        return new Artifact(Artifact.Kind.DATASET, declaration.name(), digestOf(files));
    }

    /** See {@link #artifact}. */
    public static Digest digestOf(List<FileEntry> files) {
        List<Json> entries = new ArrayList<>();
        files.stream()
                .sorted(Comparator.comparing(FileEntry::path))
                .forEach(f -> entries.add(Json.obj("path", f.path(), "sha256", f.digest().hex())));
        return Json.arr(entries).digest();
    }
}
