package dev.bulwark.dataset;

import dev.bulwark.dataset.LoadedDataset.FileEntry;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that lies in the folders of a data set.
 *
 * @param files regular files, sorted by path
 * @param oddities paths of links, devices and names that are not portable, sorted
 * @param complete false if data lies in the project's folder itself, whose other files are not
 *     listed
 */
public record FolderListing(List<FileEntry> files, List<String> oddities, boolean complete) {
    private static final int MOST_ENTRIES = 10_000;
    private static final int DEEPEST = 16;

    /** Beside the data itself: licences, sources, dictionaries. 4 GiB hash in seconds. */
    private static final long MOST_BYTES = 4L << 30;

    public FolderListing {
        files = List.copyOf(files);
        oddities = List.copyOf(oddities);
    }

    /**
     * Lists the folders in which {@code known} lie; those files are taken as given, so that what
     * was already read is not read again.
     *
     * @throws DatasetException if a folder holds more than a data set may
     */
    public static FolderListing of(Path root, Collection<FileEntry> known) throws IOException {
        Walk walk = new Walk(root);
        known.forEach(file -> walk.files.put(file.path(), file));
        return walk.listing(known.stream().map(FileEntry::path).toList());
    }

    /**
     * Lists the folders in which {@code paths} lie and hashes every file; a path that is not there
     * is not listed.
     *
     * @throws DatasetException if a folder holds more than a data set may
     */
    public static FolderListing ofPaths(Path root, Collection<String> paths) throws IOException {
        Walk walk = new Walk(root);
        for (String path : paths) {
            DataPath.require(path);
            Path file = root.resolve(path);
            if (DataPath.folder(path).isEmpty() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                walk.entry(path, file, 0);
            }
        }
        return walk.listing(paths);
    }

    /** The folders of the files, without those that lie within another of them. */
    private static List<String> topFolders(Collection<String> paths) {
        TreeSet<String> folders = new TreeSet<>(Comparator.comparing((String f) -> f + "/"));
        paths.forEach(path -> folders.add(DataPath.folder(path)));
        List<String> top = new ArrayList<>();
        for (String folder : folders) {
            boolean within = top.stream().anyMatch(t -> !t.isEmpty() && folder.startsWith(t + "/"));
            if (!within) {
                top.add(folder);
            }
        }
        return top;
    }

    /** One walk over folders, within bounds. */
    private static final class Walk {
        private final Path root;
        private final Map<String, FileEntry> files = new TreeMap<>();
        private final TreeSet<String> oddities = new TreeSet<>();
        private long bytes;
        private int entries;

        Walk(Path root) {
            this.root = root;
        }

        FolderListing listing(Collection<String> paths) throws IOException {
            boolean complete = true;
            for (String folder : topFolders(paths)) {
                if (folder.isEmpty()) {
                    complete = false;
                } else if (DataPath.leadsOverLink(root, folder)) {
                    oddities.add(folder);
                } else if (Files.isDirectory(root.resolve(folder))) {
                    folder(folder, 1);
                }
            }
            refuseCaseCollisions();
            return new FolderListing(List.copyOf(files.values()), List.copyOf(oddities), complete);
        }

        private void folder(String folder, int depth) throws IOException {
            if (depth > DEEPEST) {
                throw tooMuch(folder, "is nested deeper than " + DEEPEST + " folders");
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
                for (Path entry : entries) {
                    entry(folder + "/" + entry.getFileName(), entry, depth);
                }
            }
        }

        void entry(String path, Path entry, int depth) throws IOException {
            if (++entries > MOST_ENTRIES) {
                throw tooMuch(path, "comes after " + MOST_ENTRIES + " other entries");
            }
            if (!DataPath.isValid(path)) {
                oddities.add(DataPath.printable(path));
            } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                folder(path, depth + 1);
            } else if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                oddities.add(path);
            } else if (!files.containsKey(path)) {
                files.put(path, hash(path, entry));
            }
        }

        private FileEntry hash(String path, Path entry) throws IOException {
            long size = Files.size(entry);
            bytes += size;
            if (bytes > MOST_BYTES) {
                throw tooMuch(path, "makes the folder larger than " + MOST_BYTES + " bytes");
            }
            try (InputStream in =
                    Files.newInputStream(
                            entry, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                return new FileEntry(path, size, Digest.of(in));
            }
        }

        /** Two names that differ in case alone are one file on some systems, and two on others. */
        private void refuseCaseCollisions() {
            Map<String, String> folded = new TreeMap<>();
            for (String path : files.keySet()) {
                String other = folded.put(path.toLowerCase(Locale.ROOT), path);
                if (other != null) {
                    throw new DatasetException(
                            "DATA_CASE_COLLISION",
                            "'%s' and '%s' differ in case alone".formatted(other, path),
                            "rename one of them");
                }
            }
        }

        private static DatasetException tooMuch(String path, String why) {
            return new DatasetException(
                    "DATA_FOLDER_TOO_LARGE",
                    "'" + path + "' " + why,
                    "keep in the data's folder only what belongs to the data set");
        }
    }
}
