package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a question into SQL, with every value as a parameter. */
final class IndexSearch {
    private static final String COLUMNS =
            "SELECT log_index, envelope, predicate_type, logged_at, stated_at, left_out FROM entry";

    private final StringBuilder sql = new StringBuilder(COLUMNS);
    private final List<Object> values = new ArrayList<>();

    private IndexSearch() {}

    /**
     * The rows of an answer, by their index.
     *
     * @param size of the log: rows beyond it are of a later state
     */
    static List<IndexedEntry> find(Connection connection, EvidenceQuery query, long size)
            throws SQLException {
        IndexSearch search = new IndexSearch();
        search.where(query, size);
        try (PreparedStatement select = connection.prepareStatement(search.sql.toString())) {
            for (int i = 0; i < search.values.size(); i++) {
                select.setObject(i + 1, search.values.get(i));
            }
            try (ResultSet rows = select.executeQuery()) {
                List<IndexedEntry> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(row(rows));
                }
                return found;
            }
        }
    }

    private void where(EvidenceQuery query, long size) {
        sql.append(" WHERE log_index > ? AND log_index < ?");
        values.add(query.after());
        values.add(size);
        query.subject()
                .ifPresent(subject -> {
                    // An entry that could not tell all its subjects may be about this one.
                    sql.append(
                            " AND log_index IN (SELECT log_index FROM subject WHERE subject = ?"
                                    + " UNION SELECT log_index FROM entry WHERE left_out > 0)");
                    values.add(subject.hex());
                });
        query.predicateType()
                .ifPresent(type -> {
                    sql.append(" AND predicate_type = ?");
                    values.add(type);
                });
        query.signer()
                .ifPresent(signer -> {
                    sql.append(" AND log_index IN (SELECT log_index FROM signer WHERE signer = ?)");
                    values.add(signer);
                });
        query.since()
                .ifPresent(since -> {
                    sql.append(" AND logged_at >= ?");
                    values.add(since.getEpochSecond());
                });
        query.until()
                .ifPresent(until -> {
                    sql.append(" AND logged_at < ?");
                    values.add(until.getEpochSecond());
                });
        sql.append(" ORDER BY log_index LIMIT ").append(query.limit());
    }

    /**
     * @throws SQLException also if a row holds what no writer of ours put there
     */
    static IndexedEntry row(ResultSet rows) throws SQLException {
        try {
            long stated = rows.getLong(5);
            Optional<Instant> statedAt =
                    rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(stated));
            return new IndexedEntry(
                    rows.getLong(1),
                    new Digest(rows.getString(2)),
                    rows.getString(3),
                    Instant.ofEpochSecond(rows.getLong(4)),
                    statedAt,
                    rows.getLong(6));
        } catch (IllegalArgumentException | java.time.DateTimeException | NullPointerException e) {
            throw new SQLException("a row cannot be read: " + e.getMessage(), e);
        }
    }
}
