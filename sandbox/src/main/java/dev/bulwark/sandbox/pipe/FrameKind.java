package dev.bulwark.sandbox.pipe;

import java.util.Optional;

/** What a frame is. The numbers travel on the pipe and never change. */
public enum FrameKind {
    /** Child to parent, first of all and once: it is up and speaks this version. */
    HELLO(1),
    /** Parent to child: do this. */
    CALL(2),
    /** Child to parent: done; the payload is the result. */
    REPLY(3),
    /** Child to parent: not done; the payload is a {@link Refusal}. */
    REFUSAL(4);

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<FrameKind> of(int code) {
        for (FrameKind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
