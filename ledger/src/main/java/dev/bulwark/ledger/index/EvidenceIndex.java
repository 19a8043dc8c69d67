package dev.bulwark.ledger.index;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds evidence by subject, type, signer and time without reading payloads: an index in SQL over
 * what the log says. Thread-safe; several processes may share one.
 *
 * <p>It is a cache, and anybody who may write the database may have changed it. So it is followed
 * up with the log before it answers, made again when it is missing, damaged, or of another history,
 * and it decides nothing:
 *
 * <ul>
 *   <li>{@link #find} proves every row it hands out against the log. A tampered index can hide
 *       evidence from it: it is for people who look around.
 *   <li>{@link #findAll} asks the log the same question, entry by entry, and hands out only an
 *       answer that agrees: it is all there is up to the checkpoint. It costs one hash an entry, as
 *       opening a ledger does, and no payload.
 *   <li>Gates ask neither: they go from the log's entries to the payloads.
 * </ul>
 *
 * <p>Writing evidence does not wait for the index: it is followed up by whoever asks next.
 */
public final class EvidenceIndex implements AutoCloseable {
    private final IndexPlace place;
    private final Function<Digest, Optional<Statement>> payloads;
    private IndexDatabase database;

    private EvidenceIndex(
            IndexPlace place,
            Function<Digest, Optional<Statement>> payloads,
            IndexDatabase database) {
        this.place = place;
        this.payloads = payloads;
        this.database = database;
    }

    /**
     * Opens an index, or makes one; a damaged file of the ledger's own is removed and made again.
     *
     * @param payloads gives what an envelope claims, if it is there, for the time it states
     * @throws BulwarkException if it cannot be reached, or is of a newer version
     */
    public static EvidenceIndex open(
            IndexPlace place, Function<Digest, Optional<Statement>> payloads) {
        return new EvidenceIndex(place, payloads, database(place));
    }

    private static IndexDatabase database(IndexPlace place) {
        place.file().ifPresent(EvidenceIndex::createFolder);
        try {
            return IndexDatabase.open(place);
        } catch (IndexException e) {
            remove(e.fileToMakeAgain(place).orElseThrow(() -> e));
            return IndexDatabase.open(place);
        }
    }

    private static void createFolder(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void remove(Path file) {
        try {
            for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static IndexException unwritable(Path file, IOException cause) {
        return new IndexException(
                "EVIDENCE_INDEX_FAILED",
                "index '%s' cannot be made (%s: %s)"
                        .formatted(file, cause.getClass().getSimpleName(), cause.getMessage()),
                "check that its folder may be written");
    }

    /** Takes up what the log has and the index has not. */
    public synchronized void follow(LogReader log) {
        healing(() -> {
            followOnce(log);
            return true;
        });
    }

    private void followOnce(LogReader log) {
        boolean followed;
        try {
            followed = database.transact("it cannot follow the log", on -> catchUp(on, log));
        } catch (LedgerException e) {
            // The tiles of where it stood may be gone; if more is wrong, the whole log says so.
            followed = false;
        }
        if (!followed) {
            rebuildOnce(log);
        }
    }

    /** Once more on a new file, if the old one turns out to be damaged on the way. */
    private <T> T healing(Supplier<T> work) {
        try {
            return work.get();
        } catch (IndexException e) {
            recreate(e);
            return work.get();
        }
    }

    /** Makes the index again from log and payloads. */
    public synchronized void rebuild(LogReader log) {
        healing(() -> {
            rebuildOnce(log);
            return true;
        });
    }

    private void rebuildOnce(LogReader log) {
        database.transact(
                "it cannot be made again",
                on -> {
                    lock(on);
                    for (String table : List.of("signer", "subject", "entry")) {
                        try (PreparedStatement delete =
                                on.prepareStatement("DELETE FROM " + table)) {
                            delete.executeUpdate();
                        }
                    }
                    moveTo(on, origin(log), 0, TreeHashing.emptyRoot());
                    return takeUp(on, log, 0, TreeHashing.emptyRoot());
                });
    }

    /** A file that does not even answer is removed; what somebody named is not ours to drop. */
    private void recreate(IndexException cause) {
        Path file = cause.fileToMakeAgain(place).orElseThrow(() -> cause);
        database.close();
        remove(file);
        database = IndexDatabase.open(place);
    }

    /** Says whether it could: not if the index is of another history than the log. */
    private boolean catchUp(Connection on, LogReader log) throws SQLException {
        lock(on);
        try (PreparedStatement select =
                        on.prepareStatement("SELECT origin, size, root FROM position");
                ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return insertPosition(on);
            }
            String origin = rows.getString(1);
            long size = rows.getLong(2);
            String root = rows.getString(3);
            if (origin.isEmpty()) {
                return false; // new: made like one that is of no use
            }
            if (!origin.equals(origin(log))) {
                return foreign(origin, log);
            }
            if (size > log.size()) {
                return true; // somebody has seen a later checkpoint; its rows are left out
            }
            return isHash(root)
                    && size >= 0
                    && takeUp(on, log, size, TreeHash.of(HexFormat.of().parseHex(root)));
        }
    }

    private static boolean isHash(String text) {
        return text.matches("[0-9a-f]{64}");
    }

    private static boolean insertPosition(Connection on) throws SQLException {
        try (PreparedStatement insert =
                on.prepareStatement(
                        "INSERT INTO position (one, origin, size, root) VALUES (1, '', 0, '')")) {
            insert.executeUpdate();
            return false;
        }
    }

    private boolean foreign(String origin, LogReader log) {
        if (place.ownFile().isPresent()) {
            return false; // the file lies with this ledger: it is made again
        }
        throw new IndexException(
                "EVIDENCE_INDEX_FOREIGN",
                "index '%s' is of log '%s', not of '%s'"
                        .formatted(place.shown(), origin, origin(log)),
                "give each ledger a database or schema of its own (currentSchema in the URL)");
    }

    private static String origin(LogReader log) {
        return log.checkpoint().checkpoint().origin();
    }

    /** The first statement of a transaction that writes: keeps other writers out, in both. */
    private static void lock(Connection on) throws SQLException {
        try (PreparedStatement update =
                on.prepareStatement("UPDATE position SET size = size WHERE one = 1")) {
            update.executeUpdate();
        }
    }

    private boolean takeUp(Connection on, LogReader log, long from, TreeHash root)
            throws SQLException {
        try (IndexRows rows = new IndexRows(on)) {
            boolean sameHistory = log.scan(from, root, (index, bytes) -> add(rows, index, bytes));
            if (sameHistory && from < log.size()) {
                rows.flush();
                moveTo(on, origin(log), log.size(), log.checkpoint().root());
            }
            return sameHistory;
        } catch (WriteFailed e) {
            throw e.cause;
        }
    }

    private void add(IndexRows rows, long index, byte[] bytes) {
        LogEntry entry = LogEntry.parse(bytes);
        try {
            rows.add(index, entry, payloads.apply(entry.envelope()));
        } catch (SQLException e) {
            throw new WriteFailed(e);
        }
    }

    private static void moveTo(Connection on, String origin, long size, TreeHash root)
            throws SQLException {
        try (PreparedStatement update =
                on.prepareStatement(
                        "UPDATE position SET origin = ?, size = ?, root = ? WHERE one = 1")) {
            update.setString(1, origin);
            update.setLong(2, size);
            update.setString(3, root.toHex());
            update.executeUpdate();
        }
    }

    /**
     * Finds, and proves every row against the log. What a tampered index hides stays hidden; what
     * it makes up does not come out.
     *
     * @throws BulwarkException if the index is wrong even after it was made again
     */
    public synchronized List<IndexedEntry> find(LogReader log, EvidenceQuery query) {
        return healing(() -> findOnce(log, query));
    }

    private List<IndexedEntry> findOnce(LogReader log, EvidenceQuery query) {
        followOnce(log);
        List<IndexedEntry> found = read(log, query);
        if (!isLogged(log, query, found)) {
            rebuildOnce(log);
            found = read(log, query);
            if (!isLogged(log, query, found)) {
                throw tampered("it names entries that the log does not have");
            }
        }
        return found;
    }

    private List<IndexedEntry> read(LogReader log, EvidenceQuery query) {
        return database.transact(
                "it cannot be read", on -> IndexSearch.find(on, query, log.size()));
    }

    private static boolean isLogged(LogReader log, EvidenceQuery query, List<IndexedEntry> found) {
        return found.stream().allMatch(row -> isLogged(log, query, row));
    }

    private static boolean isLogged(LogReader log, EvidenceQuery query, IndexedEntry row) {
        if (row.index() < 0 || row.index() >= log.size()) {
            return false;
        }
        LogEntry entry = log.entry(row.index());
        return row.isOf(entry) && query.asksFor(row.index(), entry);
    }

    private IndexException tampered(String why) {
        return new IndexException(
                "EVIDENCE_INDEX_TAMPERED",
                "index '%s' was made again and is wrong all the same: %s"
                        .formatted(place.shown(), why),
                "look for triggers and other writers in that database, or use another");
    }

    /**
     * Finds everything up to the log's checkpoint, whatever the index is: an index that would
     * answer otherwise than the log is made again first.
     *
     * @param query its limit does not count
     * @throws BulwarkException if the index answers otherwise even then
     */
    public synchronized List<IndexedEntry> findAll(LogReader log, EvidenceQuery query) {
        return healing(() -> findAllOnce(log, query));
    }

    private List<IndexedEntry> findAllOnce(LogReader log, EvidenceQuery query) {
        List<IndexedEntry> logged = new ArrayList<>();
        log.scan((index, bytes) -> {
            LogEntry entry = LogEntry.parse(bytes);
            if (query.asksFor(index, entry)) {
                logged.add(IndexedEntry.of(index, entry));
            }
        });
        followOnce(log);
        List<IndexedEntry> found = readAll(log, query, logged.size());
        if (!isSame(found, logged)) {
            rebuildOnce(log);
            found = readAll(log, query, logged.size());
            if (!isSame(found, logged)) {
                throw tampered("of %d entries it finds others".formatted(logged.size()));
            }
        }
        return found;
    }

    /**
     * @param most how many there are: further pages than those are not asked for
     */
    private List<IndexedEntry> readAll(LogReader log, EvidenceQuery query, int most) {
        List<IndexedEntry> all = new ArrayList<>();
        EvidenceQuery next = query.page(query.after(), EvidenceQuery.LARGEST_PAGE);
        while (all.size() <= most) {
            List<IndexedEntry> page = read(log, next);
            all.addAll(page);
            if (page.size() < EvidenceQuery.LARGEST_PAGE) {
                break;
            }
            next = query.page(page.getLast().index(), EvidenceQuery.LARGEST_PAGE);
        }
        return List.copyOf(all);
    }

    private static boolean isSame(List<IndexedEntry> found, List<IndexedEntry> logged) {
        return found.stream().map(IndexedEntry::withoutStatedTime).toList().equals(logged);
    }

    @Override
    public synchronized void close() {
        database.close();
    }

    /** Carries a failure of the database through the visitor of the log. */
    private static final class WriteFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient SQLException cause;

        WriteFailed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
