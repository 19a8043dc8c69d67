/**
 * Passes over a model that leave what it computes, bit for bit, and make it smaller or safer to
 * run. Each is a class of its own, and none needs the engine.
 */
@NullMarked
package dev.bulwark.onnx.rewrite;

import org.jspecify.annotations.NullMarked;
