package dev.bulwark.ledger.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a tile of hashes, or a bundle of entries.
 *
 * @param level 0 for the hashes of entries, each next one 256 times coarser; {@link #ENTRIES} for a
 *     bundle of the entries themselves
 * @param index counted from the left, {@code >= 0}
 * @param width how many of {@value #FULL} places are filled, 1 or more
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 */
public record TilePath(int level, long index, int width) {
    /** Places in a tile. */
    public static final int FULL = 256;

    /** The "level" of bundles of entries. */
    public static final int ENTRIES = -1;

    /** Sizes stay below 2^63, so no tile lies above level 7. */
    public static final int HIGHEST_LEVEL = 7;

    private static final int BITS = 8;
    private static final long GROUP = 1000;
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "tile/(entries|[0-7])/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([0-9]{1,3}))?");

    public TilePath {
        if (level < ENTRIES || level > HIGHEST_LEVEL || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException(
                    "no tile at level %d, index %d, width %d".formatted(level, index, width));
        }
    }

    /** How many hashes a tree of {@code size} entries has at a tile level. */
    static long hashesAt(int level, long size) {
        return size >>> (BITS * Math.max(0, level));
    }

    /** The tile {@code index} as it is in a tree of {@code size}, which must reach into it. */
    static TilePath at(int level, long index, long size) {
        long hashes = hashesAt(level, size) - index * FULL;
        return new TilePath(level, index, (int) Math.min(FULL, hashes));
    }

    /** Whether it lies wholly within a tree of {@code size} entries. */
    boolean isWithin(long size) {
        long hashes = hashesAt(level, size);
        return index < hashes / FULL || (index == hashes / FULL && width <= hashes % FULL);
    }

    /** Whether all its places are filled. */
    public boolean isFull() {
        return width == FULL;
    }

    /** The same tile with all its places filled. */
    TilePath full() {
        return new TilePath(level, index, FULL);
    }

    /** The path under the log's prefix, e.g. {@code tile/0/x001/x234/067.p/12}. */
    public String path() {
        StringBuilder digits = new StringBuilder(digits(index % GROUP));
        for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
            digits.insert(0, "x" + digits(rest % GROUP) + "/");
        }
        String folder = level == ENTRIES ? "entries" : Integer.toString(level);
        return "tile/" + folder + "/" + digits + (isFull() ? "" : ".p/" + width);
    }

    /** Three ASCII digits; the machine's own language may write others. */
    private static String digits(long group) {
        return String.format(Locale.ROOT, "%03d", group);
    }

    /** Reads a path in the one spelling that {@link #path} writes; empty for anything else. */
    public static Optional<TilePath> parse(String path) {
        Matcher matcher = SYNTAX.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int level = matcher.group(1).equals("entries") ? ENTRIES : matcher.group(1).charAt(0) - '0';
        String digits = matcher.group(2).replace("x", "").replace("/", "");
        int width = matcher.group(3) == null ? FULL : Integer.parseInt(matcher.group(3));
        try {
            return Optional.of(new TilePath(level, Long.parseLong(digits), width))
                    .filter(tile -> tile.path().equals(path));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a number out of range: not a path of ours
        }
    }

    @Override
    public String toString() {
        return path();
    }
}
