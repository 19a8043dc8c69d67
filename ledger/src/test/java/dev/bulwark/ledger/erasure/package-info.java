/** Tests of the package of this name. */
@NullMarked
package dev.bulwark.ledger.erasure;

import org.jspecify.annotations.NullMarked;
