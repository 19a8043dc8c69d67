/** Tests of trust policies. */
@NullMarked
package dev.bulwark.ledger.policy;

import org.jspecify.annotations.NullMarked;
