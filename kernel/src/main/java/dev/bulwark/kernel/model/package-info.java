/**
 * The noun for a model: the bytes of an ONNX graph and the schema of the rows it takes. The SHA-256
 * of those bytes is the model's only identity.
 */
@NullMarked
package dev.bulwark.kernel.model;

import org.jspecify.annotations.NullMarked;
