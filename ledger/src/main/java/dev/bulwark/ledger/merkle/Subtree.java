package dev.bulwark.ledger.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * The perfect subtree over the leaves {@code [index << level, (index + 1) << level)}.
 *
 * @param level 0 for a single leaf, at most {@value #HIGHEST_LEVEL}
 * @param index counted from the left among the subtrees of its level, {@code >= 0}
 */
public record Subtree(int level, long index) {
    /** Sizes stay below 2^63, so no level reaches 63. */
    public static final int HIGHEST_LEVEL = 62;

    public Subtree {
        if (level < 0 || level > HIGHEST_LEVEL || index < 0) {
            throw new IllegalArgumentException("no subtree at level " + level + ", index " + index);
        }
    }

    /**
     * The fewest perfect subtrees that cover the leaves {@code [begin, end)}, from left to right;
     * at most 2·63 of them.
     *
     * @throws IllegalArgumentException unless {@code 0 <= begin <= end}
     */
    public static List<Subtree> covering(long begin, long end) {
        if (begin < 0 || begin > end) {
            throw new IllegalArgumentException("no leaves from " + begin + " to " + end);
        }
        List<Subtree> subtrees = new ArrayList<>();
        long at = begin;
        while (at < end) {
            int longestThatFits = Long.SIZE - 1 - Long.numberOfLeadingZeros(end - at);
            int alignment = Long.numberOfTrailingZeros(at);
            int level = Math.min(longestThatFits, alignment);
            subtrees.add(new Subtree(level, at >>> level));
            at += 1L << level;
        }
        return List.copyOf(subtrees);
    }
}
