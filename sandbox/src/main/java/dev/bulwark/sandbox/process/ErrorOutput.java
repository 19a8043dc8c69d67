package dev.bulwark.sandbox.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads all that a child writes to standard error, so that it never blocks there, and keeps the
 * last bytes of it.
 */
final class ErrorOutput {
    /** Enough for the message of a crash. */
    static final int KEPT = 8 << 10;

    private final byte[] ring = new byte[KEPT];
    private long written;

    /** Reads until the end; returns when the child closed its side. */
    void drain(InputStream errors) {
        byte[] buffer = new byte[1_024];
        try (errors) {
            for (int n = errors.read(buffer); n >= 0; n = errors.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            byte[] note = "(standard error broke off)".getBytes(StandardCharsets.UTF_8);
            keep(note, note.length);
        }
    }

    private synchronized void keep(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) (written++ % KEPT)] = bytes[i];
        }
    }

    /** What was kept, control characters except line ends made spaces. */
    synchronized String tail() {
        int length = (int) Math.min(written, KEPT);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((written - length + i) % KEPT)];
        }
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}&&[^\\n]]", " ");
    }
}
