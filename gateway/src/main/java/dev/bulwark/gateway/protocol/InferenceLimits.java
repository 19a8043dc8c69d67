package dev.bulwark.gateway.protocol;

import dev.bulwark.kernel.json.JsonLimits;

/**
 * Bounds of one inference request.
 *
 * @param bodyBytes longest body
 * @param rows most rows
 * @param values most JSON values in the body, which bounds the memory of decoding it
 */
public record InferenceLimits(int bodyBytes, int rows, int values) {
    /** 4 MiB, 1,024 rows, a million values. */
    public static final InferenceLimits DEFAULT = new InferenceLimits(4 << 20, 1_024, 1_000_000);

    /** Deeper than any tensor of eight dimensions in its request. */
    private static final int DEPTH = 16;

    public InferenceLimits {
        if (bodyBytes < 1 || rows < 1 || values < 1) {
            throw new IllegalArgumentException("limits must be >= 1");
        }
    }

    JsonLimits json() {
        return new JsonLimits(bodyBytes, DEPTH, values);
    }
}
