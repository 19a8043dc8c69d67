/**
 * Gradient rules of attention between tokens. What the operators keep inside themselves, such as
 * the weights of the tokens, is computed anew from their inputs.
 */
@NullMarked
package dev.bulwark.onnx.gradient.attention;

import org.jspecify.annotations.NullMarked;
