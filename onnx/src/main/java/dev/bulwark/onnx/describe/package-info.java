/**
 * Says what is in a model: a listing, what of it can be differentiated, and how two models differ.
 * Everything is computed from the graph alone; the engine is not needed.
 */
@NullMarked
package dev.bulwark.onnx.describe;

import org.jspecify.annotations.NullMarked;
