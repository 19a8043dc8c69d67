/**
 * Evidence: in-toto statements in DSSE envelopes, how they are signed and how they are verified.
 * Nothing here decides whether evidence suffices; gates do, over what this package has verified.
 */
@NullMarked
package dev.bulwark.kernel.evidence;

import org.jspecify.annotations.NullMarked;
