/** Tests of the package of this name. */
@NullMarked
package dev.bulwark.ledger.store.s3;

import org.jspecify.annotations.NullMarked;
