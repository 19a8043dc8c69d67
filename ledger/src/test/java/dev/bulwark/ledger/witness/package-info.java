/** Tests of the witness. */
@NullMarked
package dev.bulwark.ledger.witness;

import org.jspecify.annotations.NullMarked;
