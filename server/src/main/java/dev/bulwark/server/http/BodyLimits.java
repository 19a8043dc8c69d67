package dev.bulwark.server.http;

import java.time.Duration;

/**
 * Bounds on reading a body.
 *
 * @param bytes longest body
 * @param time how long it may take to arrive
 */
public record BodyLimits(int bytes, Duration time) {
    /** Pieces a body may always come in. */
    private static final int FREE_PIECES = 1_024;

    /** Above those, pieces must hold so much on average: half a million tiny ones are an attack. */
    private static final int SMALLEST_MEAN_PIECE = 256;

    public BodyLimits {
        if (bytes < 1 || !time.isPositive()) {
            throw new IllegalArgumentException("limits must be > 0");
        }
    }

    boolean allowsPieces(int pieces, int bytesInThem) {
        return pieces <= FREE_PIECES || pieces <= bytesInThem / SMALLEST_MEAN_PIECE;
    }
}
