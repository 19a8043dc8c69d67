/**
 * Gradient rules of activations and of the softmax family. Derivatives are written in terms of the
 * output wherever that is more accurate or saves work.
 */
@NullMarked
package dev.bulwark.onnx.gradient.activation;

import org.jspecify.annotations.NullMarked;
