package dev.bulwark.ledger.wal;

import java.nio.file.Path;

/** How reading a write-ahead log ended. */
public sealed interface WalEnd {
    /**
     * All of it was read.
     *
     * @param next index after the last entry; -1 if there is none at all
     */
    record Whole(long next) implements WalEnd {}

    /**
     * The last batch is not all there. A crash leaves that, and the batch was never acknowledged;
     * if a checkpoint speaks of its entries, it was, and the file is damaged.
     *
     * @param at position of the first byte that was not used
     * @param next index after the last whole batch
     */
    record Torn(Path file, long at, long next) implements WalEnd {}

    /**
     * No crash explains it.
     *
     * @param why what is wrong
     */
    record Damaged(Path file, String why) implements WalEnd {}
}
