/**
 * The transparency log on plain files (C2SP tlog-tiles): one writer that never acknowledges what it
 * could lose, readers that need no secret, offline proofs, and the check of every hash.
 */
@NullMarked
package dev.bulwark.ledger.log;

import org.jspecify.annotations.NullMarked;
