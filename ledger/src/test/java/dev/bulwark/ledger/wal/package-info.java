/** Tests of the write-ahead log. They show what it keeps, what it cuts and what it refuses. */
@NullMarked
package dev.bulwark.ledger.wal;

import org.jspecify.annotations.NullMarked;
