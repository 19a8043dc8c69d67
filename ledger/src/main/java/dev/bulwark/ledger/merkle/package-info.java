/**
 * The Merkle tree of RFC 9162 (the hashing of RFC 6962): hashes, inclusion and consistency proofs,
 * and the verifiers that refuse forged ones. It knows nothing of files, notes or signatures.
 */
@NullMarked
package dev.bulwark.ledger.merkle;

import org.jspecify.annotations.NullMarked;
