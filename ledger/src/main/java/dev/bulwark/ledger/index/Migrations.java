package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings a database to this version's tables: numbered files, each carried out once, in order, its
 * digest kept. A database that is newer, or was made by other files, is refused.
 */
final class Migrations {
    private static final List<String> FILES = List.of("V1__entries.sql");
    private static final int LARGEST = 1 << 20;
    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS bulwark_index_version"
                    + " (version INTEGER NOT NULL PRIMARY KEY, sha256 VARCHAR(64) NOT NULL)";

    private Migrations() {}

    static void apply(Connection connection, IndexPlace place) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
        Map<Integer, String> applied = applied(connection);
        for (int version = 1; version <= FILES.size(); version++) {
            String text = text(FILES.get(version - 1));
            String digest = Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
            String known = applied.remove(version);
            if (known == null) {
                carryOut(connection, text);
                keep(connection, version, digest);
            } else if (!known.equals(digest)) {
                throw foreign(place, "version " + version + " was made by another file");
            }
        }
        if (!applied.isEmpty()) {
            throw foreign(place, "it has versions " + applied.keySet() + ", unknown here");
        }
    }

    private static IndexException foreign(IndexPlace place, String why) {
        return new IndexException(
                "EVIDENCE_INDEX_FOREIGN",
                "index '%s' is not of this version: %s".formatted(place.shown(), why),
                "use the Bulwark that made it, or another database or schema: the index is made"
                        + " again from the ledger");
    }

    private static Map<Integer, String> applied(Connection connection) throws SQLException {
        Map<Integer, String> applied = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT version, sha256 FROM bulwark_index_version")) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getString(2));
            }
        }
        return applied;
    }

    private static void carryOut(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String part : text.replaceAll("(?m)^--.*$", "").split(";\\s*\n", -1)) {
                if (!part.isBlank()) {
                    statement.execute(part);
                }
            }
        }
    }

    private static void keep(Connection connection, int version, String digest)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO bulwark_index_version (version, sha256) VALUES (?, ?)")) {
            insert.setInt(1, version);
            insert.setString(2, digest);
            insert.executeUpdate();
        }
    }

    private static String text(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(
                        "migration '" + file + "' is not on the class path");
            }
            return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("migration '" + file + "' cannot be read", e);
        }
    }
}
