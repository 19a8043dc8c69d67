package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the rows against the log: every entry, all its listed subjects and all its signers must be
 * there as the log says, and nothing else may claim to be. Costs one hash an entry, one pass over
 * each table, and no payload.
 */
final class IndexAudit implements AutoCloseable {
    private final RowWalk entries;
    private final RowWalk subjects;
    private final RowWalk signers;
    private final long size;
    private Optional<String> difference = Optional.empty();

    private IndexAudit(Connection connection, long size) throws SQLException {
        this.size = size;
        this.entries =
                new RowWalk(
                        connection,
                        "SELECT log_index, envelope, predicate_type, logged_at, stated_at, left_out"
                                + " FROM entry WHERE log_index < ? ORDER BY log_index",
                        size);
        this.subjects =
                new RowWalk(
                        connection,
                        "SELECT log_index, subject FROM subject WHERE listed = 1 AND log_index < ?"
                                + " ORDER BY log_index, subject",
                        size);
        this.signers =
                new RowWalk(
                        connection,
                        "SELECT log_index, signer FROM signer WHERE log_index < ?"
                                + " ORDER BY log_index, signer",
                        size);
    }

    /** The first difference between index and log; empty if there is none. */
    static Optional<String> firstDifference(Connection connection, LogReader log)
            throws SQLException {
        try (IndexAudit audit = new IndexAudit(connection, log.size())) {
            try {
                log.scan(audit::compare);
            } catch (WalkFailed e) {
                throw e.cause;
            }
            return audit.end();
        }
    }

    private void compare(long index, byte[] bytes) {
        if (difference.isPresent()) {
            return;
        }
        LogEntry entry = LogEntry.parse(bytes);
        try {
            if (!entries.next() || !isSame(IndexSearch.row(entries.rows()), index, entry)) {
                differs(index, "the entry");
                return;
            }
            Set<String> listed = new HashSet<>();
            entry.subjects().stream().map(Digest::hex).forEach(listed::add);
            if (!subjects.allOf(index).equals(listed)) {
                differs(index, "the subjects");
            } else if (!signers.allOf(index).equals(new HashSet<>(entry.signers()))) {
                differs(index, "the signers");
            }
        } catch (SQLException e) {
            throw new WalkFailed(e);
        }
    }

    private static boolean isSame(IndexedEntry row, long index, LogEntry entry) {
        return row.index() == index
                && row.envelope().equals(entry.envelope())
                && row.predicateType().equals(entry.predicateType())
                && row.loggedAt().equals(entry.time())
                && row.subjectsLeftOut() == entry.subjectsLeftOut();
    }

    private void differs(long index, String what) {
        difference = Optional.of("%s of index %d".formatted(what, index));
    }

    private Optional<String> end() throws SQLException {
        if (difference.isEmpty() && (entries.next() || subjects.next() || signers.next())) {
            difference =
                    Optional.of("a row that belongs to none of the %d entries".formatted(size));
        }
        return difference;
    }

    @Override
    public void close() throws SQLException {
        entries.close();
        subjects.close();
        signers.close();
    }

    /** Rows of a table in the order of the log. */
    private static final class RowWalk implements AutoCloseable {
        /** Rows fetched at once, where the database fetches in parts. */
        private static final int FETCHED = 2_000;

        /** More than any entry names: with so many, the row is wrong. */
        private static final int MOST_VALUES = LogEntry.MOST_SUBJECTS;

        private final PreparedStatement select;
        private final ResultSet rows;
        private boolean ahead;
        private boolean atEnd;

        RowWalk(Connection connection, String sql, long size) throws SQLException {
            select = connection.prepareStatement(sql);
            select.setFetchSize(FETCHED);
            select.setLong(1, size);
            rows = select.executeQuery();
        }

        ResultSet rows() {
            return rows;
        }

        /** Moves on, unless a row that was looked at already is still to be taken. */
        boolean next() throws SQLException {
            if (ahead) {
                ahead = false;
                return true;
            }
            atEnd = atEnd || !rows.next();
            return !atEnd;
        }

        /** All values of the second column that are of this entry. */
        Set<String> allOf(long index) throws SQLException {
            Set<String> values = new HashSet<>();
            while (values.size() <= MOST_VALUES && next()) {
                if (rows.getLong(1) != index) {
                    ahead = true;
                    break;
                }
                values.add(rows.getString(2));
            }
            return values;
        }

        @Override
        public void close() throws SQLException {
            select.close();
        }
    }

    /** Carries a failure of the database through the visitor of the log. */
    private static final class WalkFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient SQLException cause;

        WalkFailed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
