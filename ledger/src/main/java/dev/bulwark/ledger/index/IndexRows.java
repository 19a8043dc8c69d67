package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
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
import java.util.Set;

/** Writes the rows of entries, some at a time. */
final class IndexRows implements AutoCloseable {
    /** Rows that wait together for the database. */
    private static final int BATCH = 500;

    private final PreparedStatement entries;
    private final PreparedStatement subjects;
    private final PreparedStatement signers;
    private final PreparedStatement forgetTime;
    private final PreparedStatement forgetSubjects;
    private int waiting;

    IndexRows(Connection connection) throws SQLException {
        entries =
                connection.prepareStatement(
                        "INSERT INTO entry (log_index, envelope, predicate_type, logged_at,"
                                + " stated_at, left_out) VALUES (?, ?, ?, ?, ?, ?)");
        subjects =
                connection.prepareStatement(
                        "INSERT INTO subject (subject, log_index, listed) VALUES (?, ?, ?)");
        signers =
                connection.prepareStatement("INSERT INTO signer (signer, log_index) VALUES (?, ?)");
        forgetTime =
                connection.prepareStatement("UPDATE entry SET stated_at = NULL WHERE envelope = ?");
        forgetSubjects =
                connection.prepareStatement(
                        "DELETE FROM subject WHERE listed = 0 AND log_index IN"
                                + " (SELECT log_index FROM entry WHERE envelope = ?)");
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
        Set<Digest> listed = new HashSet<>(entry.subjects());
        for (Digest subject : listed) {
            addSubject(index, subject, true);
        }
        Set<Digest> others = new HashSet<>();
        if (entry.subjectsLeftOut() > 0) {
            statement.ifPresent(claimed ->
                    claimed.subjects().stream().map(Subject::digest).forEach(others::add));
        }
        others.removeAll(listed);
        for (Digest subject : others) {
            addSubject(index, subject, false);
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

    private void addSubject(long index, Digest subject, boolean listed) throws SQLException {
        subjects.setString(1, subject.hex());
        subjects.setLong(2, index);
        subjects.setInt(3, listed ? 1 : 0);
        subjects.addBatch();
    }

    /** What only the payload said is erased with it. */
    private void forget(List<Digest> erased) throws SQLException {
        flush();
        for (Digest envelope : erased) {
            forgetTime.setString(1, envelope.hex());
            forgetTime.executeUpdate();
            forgetSubjects.setString(1, envelope.hex());
            forgetSubjects.executeUpdate();
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
        entries.close();
        subjects.close();
        signers.close();
        forgetTime.close();
        forgetSubjects.close();
    }
}
