/**
 * Signing keys: made, stored in a PKCS#12 file under a passphrase, or held by a PKCS#11 token.
 * Public keys travel as PEM; self-signed certificates serve first-use TLS.
 */
@NullMarked
package dev.bulwark.kernel.keys;

import org.jspecify.annotations.NullMarked;
