package dev.bulwark.verification.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** What the same disk does without a ledger on it. */
final class DiskContenders {
    private static final int ENTRY_BYTES = 400;

    private DiskContenders() {}

    /** Appends to one file and forces it, one after the other. */
    static Load fsync(Path folder, double seconds, int bytes) throws Exception {
        Path file = folder.resolve("fsync");
        ByteBuffer content = ByteBuffer.allocateDirect(bytes);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            return Load.run(
                    1,
                    seconds,
                    () -> {
                        try {
                            channel.write(content.clear());
                            channel.force(false);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Inserts a row as large as an entry and commits, one after the other, fully durable. */
    static Load sqlite(Path folder, double seconds, String journal) throws Exception {
        Path file = folder.resolve("sqlite-" + journal);
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            try (Statement statement = database.createStatement()) {
                statement.execute("PRAGMA journal_mode=" + journal);
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("CREATE TABLE entries (at INTEGER PRIMARY KEY, entry BLOB)");
            }
            database.setAutoCommit(false);
            try (PreparedStatement insert =
                    database.prepareStatement("INSERT INTO entries (entry) VALUES (?)")) {
                byte[] entry = new byte[ENTRY_BYTES];
                return Load.run(
                        1,
                        seconds,
                        () -> {
                            try {
                                insert.setBytes(1, entry);
                                insert.executeUpdate();
                                database.commit();
                            } catch (SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        });
            }
        }
    }
}
