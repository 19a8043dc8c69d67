/**
 * The write-ahead log of a ledger: entries are on the disk, one wait for a whole batch, before
 * tiles and checkpoint follow. What a crash cuts off shows by its checksum, what a stranger wrote
 * by its seal.
 */
@NullMarked
package dev.bulwark.ledger.wal;

import org.jspecify.annotations.NullMarked;
