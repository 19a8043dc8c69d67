package dev.bulwark.dataset;

import dev.bulwark.kernel.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One way in which a folder differs from its list.
 *
 * @param kind how
 * @param path which file
 * @param what what was found and what was expected
 */
public record FolderDifference(Kind kind, String path, String what) {

    /** How a folder can differ from its list. */
    public enum Kind {
        /** The file has other bytes. */
        CHANGED("DATA_CHANGED", "restore it, or sign a new manifest if the change is meant"),
        /** The file is listed and not there. */
        MISSING("DATA_MISSING", "restore it, or sign a new manifest without it"),
        /** The file is there and not listed. */
        EXTRA("DATA_NOT_LISTED", "remove it, or sign a new manifest that lists it"),
        /** A link, a device, or a name that is not portable. */
        ODD("DATA_ODD_ENTRY", "remove it: a data set consists of plain files");

        private final String code;
        private final String fix;

        Kind(String code, String fix) {
            this.code = code;
            this.fix = fix;
        }

        /** Stable name, for programs. */
        public String code() {
            return code;
        }
    }

    /** What the reader can do now. */
    public String fix() {
        return kind.fix;
    }

    /**
     * Everything in which {@code found} differs from {@code expected}: changed and missing files by
     * path, then what is there besides. Where the listing is not complete, only what is listed can
     * differ.
     */
    public static List<FolderDifference> between(
            FolderListing found, Map<String, Digest> expected) {
        Map<String, LoadedDataset.FileEntry> there = new TreeMap<>();
        found.files().forEach(file -> there.put(file.path(), file));
        List<FolderDifference> differences = new ArrayList<>();
        new TreeMap<>(expected)
                .forEach((path, digest) -> {
                    LoadedDataset.FileEntry file = there.remove(path);
                    if (file == null) {
                        differences.add(of(Kind.MISSING, path, "is listed and not there"));
                    } else if (!file.digest().equals(digest)) {
                        differences.add(
                                of(
                                        Kind.CHANGED,
                                        path,
                                        "is %s, the manifest says %s"
                                                .formatted(
                                                        file.digest().abbreviated(),
                                                        digest.abbreviated())));
                    }
                });
        there.keySet()
                .forEach(path -> differences.add(of(Kind.EXTRA, path, "is not in the manifest")));
        found.oddities().forEach(path -> differences.add(of(Kind.ODD, path, "is no plain file")));
        return differences;
    }

    private static FolderDifference of(Kind kind, String path, String is) {
        return new FolderDifference(kind, path, "'" + path + "' " + is);
    }
}
