package dev.bulwark.sandbox.pipe;

import java.time.Duration;

/**
 * Bounds of a pipe.
 *
 * @param callBytes longest payload of a call
 * @param replyBytes longest payload of an answer
 * @param waiting most calls sent or waiting to be sent
 * @param start how long the child may take to say hello
 */
public record PipeLimits(int callBytes, int replyBytes, int waiting, Duration start) {
    /** 512 MiB in, which holds large models; 64 MiB out; 1,024 calls; 30 s on a busy machine. */
    public static final PipeLimits DEFAULT =
            new PipeLimits(512 << 20, 64 << 20, 1_024, Duration.ofSeconds(30));

    public PipeLimits {
        if (callBytes < 1 || replyBytes < 1 || waiting < 1 || !start.isPositive()) {
            throw new IllegalArgumentException("limits must be > 0");
        }
    }
}
