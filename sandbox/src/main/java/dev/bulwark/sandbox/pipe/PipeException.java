package dev.bulwark.sandbox.pipe;

import dev.bulwark.kernel.BulwarkException;

/** What came through the pipe is not a frame, or not one that may come now. */
public final class PipeException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private static final String FIX =
            "use the worker that belongs to this version; the process was stopped";

    PipeException(String what) {
        super("PIPE_BROKEN", what, FIX);
    }

    PipeException(String what, Throwable cause) {
        super("PIPE_BROKEN", what, FIX, cause);
    }
}
