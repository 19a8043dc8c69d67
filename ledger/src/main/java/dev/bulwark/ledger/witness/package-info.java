/**
 * The witness of C2SP tlog-witness, and its clients: another process, with keys and state of its
 * own, that cosigns a log's checkpoint only if it extends the one it cosigned before.
 */
@NullMarked
package dev.bulwark.ledger.witness;

import org.jspecify.annotations.NullMarked;
