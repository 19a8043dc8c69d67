/** Tests of rosters, grants and revocations as values. */
@NullMarked
package dev.bulwark.ledger.trust;

import org.jspecify.annotations.NullMarked;
