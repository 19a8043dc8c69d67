/**
 * What the gateway and a worker process say to each other: named tensors in a binary form, and the
 * calls a worker answers. It stands here because neither of the two may import the other.
 */
@NullMarked
package dev.bulwark.kernel.exchange;

import org.jspecify.annotations.NullMarked;
