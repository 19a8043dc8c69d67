/** Tests of notes and checkpoints. */
@NullMarked
package dev.bulwark.ledger.note;

import org.jspecify.annotations.NullMarked;
