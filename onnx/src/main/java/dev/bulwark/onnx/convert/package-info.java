/**
 * Rewrites models of older operator sets so that everything behind them meets one form of each
 * operator. What is computed stays the same; what cannot be carried over is refused with the node's
 * name.
 */
@NullMarked
package dev.bulwark.onnx.convert;

import org.jspecify.annotations.NullMarked;
