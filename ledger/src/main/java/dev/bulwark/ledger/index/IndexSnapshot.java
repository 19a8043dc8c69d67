package dev.bulwark.ledger.index;

import java.util.ArrayList;
import java.util.List;

/**
 * An index that was held against the whole log and does not change: its answers are complete up to
 * the checkpoint. An entry that could not list all its subjects is part of every answer by subject;
 * its payload says whether it belongs there. The index it is of must not be used until it is
 * closed.
 */
public final class IndexSnapshot implements AutoCloseable {
    private final IndexDatabase database;
    private final long size;

    IndexSnapshot(IndexDatabase database, long size) {
        this.database = database;
        this.size = size;
    }

    /** One page. */
    public List<IndexedEntry> find(EvidenceQuery query) {
        return database.read("it cannot be read", on -> IndexSearch.find(on, query, size));
    }

    /** All pages. */
    public List<IndexedEntry> findAll(EvidenceQuery query) {
        List<IndexedEntry> all = new ArrayList<>();
        EvidenceQuery next = query.page(query.after(), EvidenceQuery.LARGEST_PAGE);
        while (true) {
            List<IndexedEntry> page = find(next);
            all.addAll(page);
            if (page.size() < EvidenceQuery.LARGEST_PAGE) {
                return List.copyOf(all);
            }
            next = query.page(page.getLast().index(), EvidenceQuery.LARGEST_PAGE);
        }
    }

    @Override
    public void close() {
        database.endSnapshot();
    }
}
