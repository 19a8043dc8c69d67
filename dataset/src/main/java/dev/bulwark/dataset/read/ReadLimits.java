package dev.bulwark.dataset.read;

/**
 * What a reader accepts before it gives up.
 *
 * @param rows most rows
 * @param columns most columns
 * @param field longest single value, in characters
 * @param cells most cells in all, which bounds memory
 */
public record ReadLimits(int rows, int columns, int field, long cells) {
    /** For tables that are held in memory: 20 million cells are about 1.5 GB as text. */
    public static final ReadLimits IN_MEMORY =
            new ReadLimits(5_000_000, 10_000, 65_536, 20_000_000);

    public ReadLimits {
        if (rows < 1 || columns < 1 || field < 1 || cells < 1) {
            throw new IllegalArgumentException("limits must be >= 1");
        }
    }

    void check(int row, int column, String file) {
        if (row > rows || column > columns || (long) row * column > cells) {
            throw new DatasetException(
                    "DATA_TOO_MANY_CELLS",
                    "'%s' has more than %d rows, %d columns or %d cells"
                            .formatted(file, rows, columns, cells),
                    "use a part of it");
        }
    }
}
