/** Tests of the ledger. */
@NullMarked
package dev.bulwark.ledger;

import org.jspecify.annotations.NullMarked;
