/** Tests of the package of this name. */
@NullMarked
package dev.bulwark.ledger.store;

import org.jspecify.annotations.NullMarked;
