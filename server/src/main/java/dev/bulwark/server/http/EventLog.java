package dev.bulwark.server.http;

import dev.bulwark.kernel.json.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events, one JSON object a line. Writing never blocks who tells an event: when the reader of the
 * log is too slow, events are dropped, and the next line that gets through says how many.
 */
public final class EventLog implements AutoCloseable {
    private static final int WAITING = 10_000;
    private static final long CLOSING_MILLIS = 1_000;

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final PrintStream out;
    private final Thread writer;

    /**
     * @param out takes the lines; not closed with the log
     */
    public EventLog(PrintStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("event-log").daemon().start(this::write);
    }

    /** Tells an event; its first member is {@code event}, its name. */
    public void tell(Json.Obj event) {
        if (!lines.offer(new String(event.canonical(), StandardCharsets.UTF_8))) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                out.println(lines.take());
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    out.println("{\"dropped\":" + lost + ",\"event\":\"events-dropped\"}");
                }
            }
        } catch (InterruptedException e) {
            // The log is being closed: what waits is written, then the thread ends.
            for (String line = lines.poll(); line != null; line = lines.poll()) {
                out.println(line);
            }
            out.flush();
        }
    }

    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
