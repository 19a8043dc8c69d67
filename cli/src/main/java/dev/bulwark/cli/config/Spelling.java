package dev.bulwark.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Spelling {
    private static final int FARTHEST = 3;

    /** No word of ours is longer, and the distance costs the product of both lengths. */
    private static final int LONGEST = 64;

    private Spelling() {}

    /**
     * The nearest of the known words, if it is so near that it can be meant: a third of its letters
     * may differ, and three at most.
     */
    static Optional<String> closest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= tolerance(candidate))
                .min(
                        Comparator.<String>comparingInt(c -> distance(word, c))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code did you mean 'x'?}, or else the known words. */
    static String advice(String word, Collection<String> known, String otherwise) {
        return closest(word, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElseGet(() -> otherwise + known.stream().sorted().toList());
    }

    private static int tolerance(String candidate) {
        return Math.clamp(candidate.length() / 3, 1, FARTHEST);
    }

    /**
     * Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
     */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int moved = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                cost[i][j] = Math.min(replaced, moved);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
