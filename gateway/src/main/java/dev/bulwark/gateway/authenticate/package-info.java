/**
 * Who asks, and whether they may. Keys are kept as hashes, compared in constant time, and expire.
 */
@NullMarked
package dev.bulwark.gateway.authenticate;

import org.jspecify.annotations.NullMarked;
