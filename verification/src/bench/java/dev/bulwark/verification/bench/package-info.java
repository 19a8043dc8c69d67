/**
 * Our gradients against libtorch's on the same networks, weights and pictures, in one process. It
 * is compiled and run by the Maven profile {@code bench} alone: {@code verification/bench.sh}.
 */
@NullMarked
package dev.bulwark.verification.bench;

import org.jspecify.annotations.NullMarked;
