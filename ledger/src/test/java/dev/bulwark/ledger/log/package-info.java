/** Tests of the log. */
@NullMarked
package dev.bulwark.ledger.log;

import org.jspecify.annotations.NullMarked;
