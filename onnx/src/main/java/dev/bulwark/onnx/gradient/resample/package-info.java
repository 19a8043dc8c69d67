/**
 * Gradient rules of operators that sample their input at other places. Each is linear in what it
 * samples, and the rule applies its adjoint.
 */
@NullMarked
package dev.bulwark.onnx.gradient.resample;

import org.jspecify.annotations.NullMarked;
