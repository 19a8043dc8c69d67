/**
 * Runs models through ONNX Runtime, which is known to this package alone: tensors in, tensors out,
 * the same bits each time. Every native object is closed by whoever opened it, and {@code
 * NativeMemory} counts those that are not.
 *
 * <p>ONNX Runtime may report model names to its maker from version 1.29 on; launchers set {@code
 * ORT_DISABLE_TELEMETRY=1} before it loads, and this package turns its events off besides.
 */
@NullMarked
package dev.bulwark.onnx.run;

import org.jspecify.annotations.NullMarked;
