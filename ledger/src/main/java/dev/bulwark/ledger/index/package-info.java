/**
 * An index of the evidence in SQL, for questions that would otherwise read every payload. It is a
 * cache that anyone may have changed: whatever must not be missed is held against the log.
 */
@NullMarked
package dev.bulwark.ledger.index;

import org.jspecify.annotations.NullMarked;
