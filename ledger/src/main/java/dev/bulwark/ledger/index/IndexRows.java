package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Writes the rows of entries, some at a time. */
final class IndexRows implements AutoCloseable {
    /** Rows that wait together for the database. */
    private static final int BATCH = 500;

    private final PreparedStatement entries;
    private final PreparedStatement subjects;
    private final PreparedStatement signers;
    private final PreparedStatement forgetTime;
    private int waiting;

    IndexRows(Connection connection) throws SQLException {
        entries =
                connection.prepareStatement(
                        "INSERT INTO entry (log_index, envelope, predicate_type, logged_at,"
                                + " stated_at, left_out) VALUES (?, ?, ?, ?, ?, ?)");
        subjects =
                connection.prepareStatement(
                        "INSERT INTO subject (subject, log_index) VALUES (?, ?)");
        signers =
                connection.prepareStatement("INSERT INTO signer (signer, log_index) VALUES (?, ?)");
        forgetTime =
                connection.prepareStatement("UPDATE entry SET stated_at = NULL WHERE envelope = ?");
    }

    void add(long index, LogEntry entry, Optional<Statement> statement) throws SQLException {
        entries.setLong(1, index);
        entries.setString(2, entry.envelope().hex());
        entries.setString(3, entry.predicateType());
        entries.setLong(4, entry.time().getEpochSecond());
        Optional<Instant> stated = statement.flatMap(StatementTime::of);
        if (stated.isPresent()) {
            entries.setLong(5, stated.get().getEpochSecond());
        } else {
            entries.setNull(5, Types.BIGINT);
        }
        entries.setLong(6, entry.subjectsLeftOut());
        entries.addBatch();
        for (Digest subject : new HashSet<>(entry.subjects())) {
            subjects.setString(1, subject.hex());
            subjects.setLong(2, index);
            subjects.addBatch();
        }
        for (String signer : new HashSet<>(entry.signers())) {
            signers.setString(1, signer);
            signers.setLong(2, index);
            signers.addBatch();
        }
        if (++waiting == BATCH) {
            flush();
        }
        if (Erasure.isSpokenOfBy(entry)) {
            forget(entry.subjects());
        }
    }

    /** What only the payload said is erased with it. */
    private void forget(List<Digest> erased) throws SQLException {
        flush();
        for (Digest envelope : erased) {
            forgetTime.setString(1, envelope.hex());
            forgetTime.executeUpdate();
        }
    }

    void flush() throws SQLException {
        entries.executeBatch();
        subjects.executeBatch();
        signers.executeBatch();
        waiting = 0;
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement each : List.of(entries, subjects, signers, forgetTime)) {
            each.close();
        }
    }
}
