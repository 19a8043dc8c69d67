package dev.bulwark.gateway.limit;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies all clients together may occupy. */
public final class ByteBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /**
     * @param limit in bytes, {@code >= 1}
     */
    public ByteBudget(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be >= 1, but was " + limit);
        }
        this.limit = limit;
    }

    /** Takes {@code bytes} if they fit; whoever took them gives them back once. */
    public boolean take(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be >= 0, but was " + bytes);
        }
        while (true) {
            long before = taken.get();
            if (bytes > limit - before) {
                return false;
            }
            if (taken.compareAndSet(before, before + bytes)) {
                return true;
            }
        }
    }

    /** Gives back what was taken. */
    public void giveBack(long bytes) {
        if (taken.addAndGet(-bytes) < 0) {
            throw new IllegalStateException("more bytes were given back than taken");
        }
    }

    /** Bytes taken now. */
    public long taken() {
        return taken.get();
    }
}
