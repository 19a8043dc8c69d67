package dev.bulwark.governance.dossier;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.file.FileTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a dossier on disk, read within bounds; links are never followed. */
final class DossierFiles {
    /** Evidence, proofs and lists are far smaller; what is attached is only digested. */
    private static final int LARGEST_READ = 64 << 20;

    private static final int MOST_FILES = 100_000;
    private static final int DEEPEST = 8;

    private final Path folder;

    /** What came of reading a file. */
    sealed interface Content {
        record Read(Bytes bytes) implements Content {}

        record Unreadable(String why) implements Content {}
    }

    DossierFiles(Path folder) {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            throw new BulwarkException(
                    "DOSSIER_MISSING",
                    "there is no dossier at '" + folder + "'",
                    "name the folder that holds " + DossierLayout.MANIFEST);
        }
    }

    Content read(String path) {
        try {
            return new Content.Read(
                    Bytes.of(DurableFiles.read(folder.resolve(path), LARGEST_READ)));
        } catch (NoSuchFileException e) {
            return new Content.Unreadable("it is missing");
        } catch (FileTooLargeException e) {
            return new Content.Unreadable("it has more than %d bytes".formatted(LARGEST_READ));
        } catch (IOException e) {
            return new Content.Unreadable("it cannot be read: " + e.getMessage());
        }
    }

    /**
     * The digest of everything in the folder that is no folder, by path with slashes. What is no
     * regular file, or a folder deeper than any of ours, has the digest of nothing that could have
     * been signed: its path stands, so that it is found, and its content is never opened.
     */
    SortedMap<String, Digest> digests() {
        SortedMap<String, Digest> digests = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder, DEEPEST)) {
            List<Path> paths = walk.limit(MOST_FILES + 1L).toList();
            if (paths.size() > MOST_FILES) {
                throw new BulwarkException(
                        "DOSSIER_TOO_LARGE",
                        "'%s' holds more than %d files".formatted(folder, MOST_FILES),
                        "name the folder of one dossier");
            }
            for (Path path : paths) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    digests.put(name(path), digest(path));
                } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                        || folder.relativize(path).getNameCount() == DEEPEST) {
                    digests.put(
                            name(path),
                            Digest.of(
                                    ("no file: " + name(path))
                                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return digests;
    }

    private String name(Path path) {
        return Stream.iterate(0, i -> i + 1)
                .limit(folder.relativize(path).getNameCount())
                .map(i -> folder.relativize(path).getName(i).toString())
                .collect(Collectors.joining("/"));
    }

    private static Digest digest(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            return Digest.of(in);
        }
    }

    static BulwarkException unreadable(Path dossier, IOException e) {
        return new BulwarkException(
                "DOSSIER_UNREADABLE",
                "the dossier '%s' cannot be read: %s".formatted(dossier, e.getMessage()),
                "check that the folder is there and may be read",
                e);
    }
}
