/**
 * The Open Inference Protocol v2 in JSON: strict decoding against a model's schema, and encoding.
 * Nothing here knows of HTTP.
 */
@NullMarked
package dev.bulwark.gateway.protocol;

import org.jspecify.annotations.NullMarked;
