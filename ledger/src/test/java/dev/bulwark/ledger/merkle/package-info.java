/** Tests of the Merkle tree. */
@NullMarked
package dev.bulwark.ledger.merkle;

import org.jspecify.annotations.NullMarked;
