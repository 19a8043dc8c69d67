/**
 * Turns gradients into better parameters: stochastic gradient descent and Adam, in place where the
 * engine reads them, in one fixed order, so that equal inputs give equal bits. What decides when to
 * stop, and what is recorded of it, is the business of training.
 */
@NullMarked
package dev.bulwark.onnx.optimise;

import org.jspecify.annotations.NullMarked;
