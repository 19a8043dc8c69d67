/**
 * Signed notes, verifier keys, cosignatures and checkpoints, as C2SP writes them. Parsing is strict
 * and bounded, and what is not signed by a known key is never believed.
 */
@NullMarked
package dev.bulwark.ledger.note;

import org.jspecify.annotations.NullMarked;
