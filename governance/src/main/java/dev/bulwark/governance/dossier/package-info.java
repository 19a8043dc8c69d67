/**
 * The dossier: a folder of static pages, evidence, proofs and public keys that says what is known
 * of a model, and that anybody can verify offline with the signer's public key alone.
 */
@NullMarked
package dev.bulwark.governance.dossier;

import org.jspecify.annotations.NullMarked;
