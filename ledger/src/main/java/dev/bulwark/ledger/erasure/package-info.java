/**
 * Erasing a payload without breaking the log: the act is evidence itself, logged before anything is
 * deleted. What was erased, when, why and by whom stays provable; what it said does not.
 */
@NullMarked
package dev.bulwark.ledger.erasure;

import org.jspecify.annotations.NullMarked;
