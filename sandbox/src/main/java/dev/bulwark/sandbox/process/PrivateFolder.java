package dev.bulwark.sandbox.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A folder for one process alone, empty at first. */
public final class PrivateFolder {
    private PrivateFolder() {}

    /** A new folder below {@code parent} that only this user may enter. */
    public static Path create(Path parent, String prefix) throws IOException {
        boolean posix = Files.getFileStore(parent).supportsFileAttributeView("posix");
        return posix
                ? Files.createTempDirectory(
                        parent,
                        prefix,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")))
                : Files.createTempDirectory(parent, prefix);
    }

    /** Deletes {@code folder} and what is in it; follows no link. Nothing happens if it is gone. */
    public static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.deleteIfExists(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
