/**
 * Bounds on what all clients together may occupy, and on guessing keys. Counting is exact and
 * memory is bounded.
 */
@NullMarked
package dev.bulwark.gateway.limit;

import org.jspecify.annotations.NullMarked;
