package dev.bulwark.onnx.run;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sessions by what they run and how, so that a model is loaded once however often it is asked for.
 *
 * <p>The key is the SHA-256 of the model's bytes with the options. Sessions in use are never closed
 * under their users; of those nobody uses the least recently used are closed as soon as there are
 * too many, or their models too large. Safe for use by several threads; one model is loaded at a
 * time.
 */
public final class SessionCache implements AutoCloseable {
    private final int mostSessions;
    private final long mostBytes;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private boolean closed;

    private record Key(Digest model, EngineOptions engine) {}

    private static final class Entry {
        private final Key key;
        private final Session session;
        private final long bytes;
        private int users;

        Entry(Key key, Session session, long bytes) {
            this.key = key;
            this.session = session;
            this.bytes = bytes;
        }
    }

    /** The right to use a session until it is closed; twice is once. */
    public final class Lease implements AutoCloseable {
        private final Entry entry;
        private boolean returned;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        /** The session, which its user must not close. */
        public Session session() {
            return entry.session;
        }

        @Override
        public void close() {
            giveBack(this);
        }
    }

    /**
     * @param mostSessions kept open though nobody uses them, {@code >= 0}
     * @param mostBytes sum of the sizes of their models, {@code >= 0}
     */
    public SessionCache(int mostSessions, long mostBytes) {
        if (mostSessions < 0 || mostBytes < 0) {
            throw new IllegalArgumentException(
                    "a cache holds >= 0 sessions of >= 0 bytes, but was asked for %d of %d"
                            .formatted(mostSessions, mostBytes));
        }
        this.mostSessions = mostSessions;
        this.mostBytes = mostBytes;
    }

    /**
     * A session for these bytes.
     *
     * @throws dev.bulwark.kernel.BulwarkException as {@link Session#open(Bytes, EngineOptions)}
     * @throws IllegalStateException if the cache is closed
     */
    public synchronized Lease lease(Bytes onnx, EngineOptions engine) {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
        Key key = new Key(Digest.of(onnx), engine);
        Entry entry = entries.remove(key);
        if (entry == null) {
            entry = new Entry(key, Session.open(onnx, engine), onnx.size());
        }
        // Last in the order of insertion is the most recently used.
        entries.put(key, entry);
        entry.users++;
        return new Lease(entry);
    }

    private synchronized void giveBack(Lease lease) {
        if (!lease.returned) {
            lease.returned = true;
            lease.entry.users--;
            evict();
        }
    }

    private void evict() {
        List<Entry> idle = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : entries.values()) {
            if (entry.users == 0) {
                idle.add(entry);
                bytes += entry.bytes;
            }
        }
        Iterator<Entry> oldest = idle.iterator();
        int count = idle.size();
        while (oldest.hasNext() && (closed || count > mostSessions || bytes > mostBytes)) {
            Entry entry = oldest.next();
            entries.remove(entry.key);
            entry.session.close();
            count--;
            bytes -= entry.bytes;
        }
    }

    /** Sessions held open now, in use or not. */
    public synchronized int size() {
        return entries.size();
    }

    /** Closes what nobody uses now, and the rest when its last user is done. */
    @Override
    public synchronized void close() {
        closed = true;
        evict();
    }
}
