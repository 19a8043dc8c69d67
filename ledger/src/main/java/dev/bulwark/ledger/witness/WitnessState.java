package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.note.SignedNote;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a witness cosigned last, for each log: one signed note a file, named by the SHA-256 of the
 * log's origin. Held by a file lock, for two witnesses on one state would roll each other back.
 * Thread-safe.
 *
 * <p><b>Guarantees:</b> what {@link #put} was given is on the disk when it returns; a crash leaves
 * the note before or the note after it, whole.
 *
 * <p><b>Does not guarantee</b> that nobody restores an older copy of the folder: its operator keeps
 * it out of backups that are restored without thought.
 */
public final class WitnessState implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;
    private final DurableFiles files;

    private WitnessState(Path folder, FileChannel lock, DurableFiles files) {
        this.folder = folder;
        this.lock = lock;
        this.files = files;
    }

    /**
     * Opens the state in {@code folder}, or begins one.
     *
     * @throws BulwarkException if another witness has it open, or it cannot be written
     */
    public static WitnessState open(Path folder) {
        try {
            DurableFiles files = new DurableFiles(folder.resolve("tmp"));
            files.createFolders(folder);
            FileChannel channel = lock(folder.resolve("lock"));
            boolean opened = false;
            try {
                files.clearLeftovers();
                files.sync();
                opened = true;
                return new WitnessState(folder, channel, files);
            } finally {
                if (!opened) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            held = false; // held by this very process: locked all the same
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new BulwarkException(
                    "WITNESS_STATE_LOCKED",
                    "another witness has this state open: '%s' is locked".formatted(file),
                    "stop the other one, or give this one a folder of its own");
        }
        return channel;
    }

    /** The note that was cosigned last, verbatim and not verified; empty if none was. */
    synchronized Optional<byte[]> get(String origin) throws IOException {
        try {
            return Optional.of(DurableFiles.read(file(origin), SignedNote.LARGEST_IN_BYTES));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    synchronized void put(String origin, byte[] note) throws IOException {
        files.write(file(origin), note);
        files.sync();
    }

    Path file(String origin) {
        return folder.resolve(name(origin));
    }

    /** The name under which the protocol publishes a log's checkpoint: SHA-256 of its origin. */
    static String name(String origin) {
        return Digest.of(origin.getBytes(StandardCharsets.UTF_8)).hex();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static BulwarkException unusable(Path folder, IOException cause) {
        return new BulwarkException(
                "WITNESS_STATE_UNUSABLE",
                "the witness's state in '%s' cannot be used (%s: %s)"
                        .formatted(folder, cause.getClass().getSimpleName(), cause.getMessage()),
                "check that the folder may be written and the disk is not full",
                cause);
    }
}
