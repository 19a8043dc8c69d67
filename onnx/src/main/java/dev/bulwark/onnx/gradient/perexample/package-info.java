/**
 * Norms of each example's own gradient, and sums of them weighted example by example, without one
 * gradient per example in memory. It is what differentially private training stands on.
 */
@NullMarked
package dev.bulwark.onnx.gradient.perexample;

import org.jspecify.annotations.NullMarked;
