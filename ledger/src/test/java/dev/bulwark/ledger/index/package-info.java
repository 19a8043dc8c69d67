/** Tests of the package of this name. */
@NullMarked
package dev.bulwark.ledger.index;

import org.jspecify.annotations.NullMarked;
