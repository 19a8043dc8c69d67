/**
 * Functions that a model defines itself: their calls replaced by their nodes. What differentiates,
 * converts or infers sees operators alone.
 */
@NullMarked
package dev.bulwark.onnx.function;

import org.jspecify.annotations.NullMarked;
