package dev.bulwark.server;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.sandbox.process.PrivateFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the private folders of workers are made. They are deleted with their workers; what a server
 * left behind that was killed together with its worker is deleted by the next one, unless another
 * server of the same project runs.
 */
final class WorkerFolders implements AutoCloseable {
    private final Path folder;
    private final FileChannel channel;

    private WorkerFolders(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Prepares {@code folder}. */
    static WorkerFolders in(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                clear(folder);
            }
            return new WorkerFolders(folder, channel);
        } catch (IOException e) {
            throw new BulwarkException(
                    "RUN_FOLDER_UNUSABLE",
                    "no folders for workers can be made in '" + folder + "': " + e.getMessage(),
                    "check that the folder can be written and is not full",
                    e);
        }
    }

    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "child-*")) {
            for (Path leftover : leftovers) {
                PrivateFolder.delete(leftover);
            }
        }
    }

    /** Where new ones are made. */
    Path folder() {
        return folder;
    }

    /** Lets another server clear the folder. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
