package dev.bulwark.ledger.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes whole files so that they survive a crash.
 *
 * <p><b>Guarantees:</b> {@link #write} never leaves part of a file under its name: the content goes
 * to a temporary file, is forced to the disk, and is renamed over the target. After {@link #sync}
 * the names are on the disk as well.
 *
 * <p><b>Does not guarantee</b> anything about names between {@code write} and {@code sync}, nor
 * against two processes that write the same file: the caller holds a lock. Not thread-safe.
 */
public final class DurableFiles {
    /** A writer leaves one draft a crash; this many are not ours. */
    private static final int MOST_LEFTOVERS = 10_000;

    /** Files that are open at once; systems allow some hundreds. */
    private static final int MOST_DRAFTS = 64;

    private final Path temporary;
    private final Set<Path> changedFolders = new LinkedHashSet<>();
    private long sequence;

    /**
     * @param temporary a folder of its own on the file system that is written to; created on first
     *     use
     */
    public DurableFiles(Path temporary) {
        this.temporary = temporary;
    }

    /** Removes what a crashed writer left in the temporary folder. */
    public void clearLeftovers() throws IOException {
        for (Path leftover : list(temporary, MOST_LEFTOVERS)) {
            Files.deleteIfExists(leftover);
        }
    }

    /** Replaces {@code target}, or creates it and the folders above it. */
    public void write(Path target, byte[] content) throws IOException {
        writeAll(Map.of(target, content));
    }

    /**
     * As {@link #write} for several, which wait for the disk together. If it fails, some may be
     * written and others not.
     */
    public void writeAll(Map<Path, byte[]> contents) throws IOException {
        createFolders(temporary);
        List<Draft> drafts = new ArrayList<>();
        try {
            for (Map.Entry<Path, byte[]> each : contents.entrySet()) {
                createFolders(parent(each.getKey()));
                drafts.add(draft(each.getKey(), each.getValue()));
                if (drafts.size() == MOST_DRAFTS) {
                    place(drafts);
                }
            }
            place(drafts);
        } finally {
            for (Draft draft : drafts) {
                draft.channel().close(); // left after a failure; there is nothing to lose in it
            }
        }
    }

    private Draft draft(Path target, byte[] content) throws IOException {
        Path file = temporary.resolve("draft-" + sequence++);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        Draft draft = new Draft(file, target, channel);
        boolean written = false;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            written = true;
            return draft;
        } finally {
            if (!written) {
                channel.close();
            }
        }
    }

    /** Forces drafts to the disk and renames them; then the list is empty. */
    private void place(List<Draft> drafts) throws IOException {
        List<Parallel.Task> forces = new ArrayList<>();
        drafts.forEach(draft -> forces.add(() -> draft.channel().force(true)));
        Parallel.run(forces);
        for (Draft draft : drafts) {
            draft.channel().close();
            Files.move(
                    draft.file(),
                    draft.target(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            changedFolders.add(parent(draft.target()));
        }
        drafts.clear();
    }

    /**
     * Renames a file that is durable already; the new name is durable after {@link #sync}, and at
     * no time is neither of them.
     */
    public void move(Path source, Path target) throws IOException {
        Path folder = parent(target);
        if (!Files.isDirectory(folder)) {
            createFolders(folder);
            sync(); // a folder that a crash takes away would take the only copy with it
        }
        Files.move(
                source,
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        changedFolders.add(folder); // not the source's: that name may come back
    }

    /** Removes a file, if it is there; it is gone for good after {@link #sync}. */
    public void delete(Path target) throws IOException {
        if (Files.deleteIfExists(target)) {
            changedFolders.add(parent(target));
        }
    }

    /** Forces the names of everything written so far to the disk. */
    public void sync() throws IOException {
        List<Parallel.Task> forces = new ArrayList<>();
        for (Path folder : changedFolders) {
            forces.add(() -> forceFolder(folder));
        }
        Parallel.run(forces);
        changedFolders.clear();
    }

    /** Creates the folder and those above it that are missing; durable after {@link #sync}. */
    public void createFolders(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        Path at = folder;
        while (!Files.isDirectory(at)) {
            missing.push(at);
            at = parent(at);
        }
        for (Path next : missing) {
            try {
                Files.createDirectory(next);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(next)) {
                    throw e;
                }
            }
            changedFolders.add(parent(next));
        }
    }

    /**
     * Reads a regular file whole; a symbolic link in its place is not followed.
     *
     * @throws FileTooLargeException if it has more than {@code most} bytes
     */
    public static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new FileTooLargeException(file, most);
            }
            return content;
        }
    }

    /**
     * What lies directly in a folder, sorted by name; nothing if there is nothing of that name.
     *
     * @throws IOException if it is no folder (a link to one is none), cannot be listed or holds
     *     more than {@code most} files
     */
    public static List<Path> list(Path folder, int most) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isSymbolicLink(folder)) {
            throw new NotDirectoryException(folder + ", a symbolic link");
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path file : stream) {
                if (files.size() == most) {
                    throw new IOException(folder + " has more than " + most + " files");
                }
                files.add(file);
            }
        } catch (NoSuchFileException e) {
            return files;
        } catch (DirectoryIteratorException e) {
            throw new IOException(folder + " cannot be listed", e);
        }
        files.sort(Comparator.comparing(Path::toString));
        return files;
    }

    private static Path parent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(path + " has no folder above it");
        }
        return parent;
    }

    /** Forces the names in a folder to the disk. */
    public static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A file that is written and not forced yet. */
    private record Draft(Path file, Path target, FileChannel channel) {}
}
