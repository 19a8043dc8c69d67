package dev.bulwark.ledger.index;

import dev.bulwark.kernel.BulwarkException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** The index cannot be used. It is a cache: log and payloads do not need it. */
public final class IndexException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    /**
     * SQLite's codes for a file that holds no database, or not ours: ERROR, CORRUPT, SCHEMA,
     * TOOBIG, CONSTRAINT, MISMATCH, FORMAT, NOTADB (sqlite.org/rescode.html).
     */
    private static final Set<Integer> USELESS = Set.of(1, 11, 17, 18, 19, 20, 24, 26);

    IndexException(String code, String what, String fix) {
        super(code, what, fix);
    }

    private IndexException(String what, String fix, SQLException cause) {
        super("EVIDENCE_INDEX_FAILED", what, fix, cause);
    }

    /**
     * The file to remove, if it is ours and this says that it is of no use: a lock, a full disk or
     * a missing right does not.
     */
    Optional<Path> fileToMakeAgain(IndexPlace place) {
        boolean useless =
                !(getCause() instanceof SQLException cause)
                        || USELESS.contains(cause.getErrorCode() & 0xff);
        return useless ? place.ownFile() : Optional.empty();
    }

    /** The database's own message may quote values, which are digests and types, no secrets. */
    static IndexException failed(IndexPlace place, String what, SQLException cause) {
        return new IndexException(
                "index '%s': %s (%s)".formatted(place.shown(), what, cause.getMessage()),
                "check that the database is reachable and may be written; if it is damaged, remove"
                        + " it: it is made again from the ledger",
                cause);
    }
}
