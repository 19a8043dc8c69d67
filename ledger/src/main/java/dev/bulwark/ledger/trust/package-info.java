/**
 * Who may say what: the roster of signers that the owners of the log sign, the revocations of keys,
 * and whether a signer was entitled to an envelope at the moment it was logged. The time and place
 * of an entry in the log decide, never what an envelope claims of itself.
 */
@NullMarked
package dev.bulwark.ledger.trust;

import org.jspecify.annotations.NullMarked;
