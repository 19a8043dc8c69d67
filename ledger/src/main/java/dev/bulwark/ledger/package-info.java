/**
 * The ledger: evidence is stored, its digest is logged, and whoever has the public keys can check
 * both. This is the door; log, store, notes and tree lie behind it.
 */
@NullMarked
package dev.bulwark.ledger;

import org.jspecify.annotations.NullMarked;
