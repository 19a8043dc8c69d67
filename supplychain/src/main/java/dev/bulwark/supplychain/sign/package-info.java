/**
 * Signs models and verifies their signatures in the format of OpenSSF Model Signing 1.0, so that
 * models signed here are checked by other tools and the reverse. A signature names every file of a
 * model by its SHA-256; verification is a closed world, in which an unlisted file refuses too.
 */
@NullMarked
package dev.bulwark.supplychain.sign;

import org.jspecify.annotations.NullMarked;
