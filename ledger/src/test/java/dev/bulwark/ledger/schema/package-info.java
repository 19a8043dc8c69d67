/** Tests of the package of this name. */
@NullMarked
package dev.bulwark.ledger.schema;

import org.jspecify.annotations.NullMarked;
