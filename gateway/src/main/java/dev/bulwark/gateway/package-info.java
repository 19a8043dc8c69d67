/**
 * Answers requests of the Open Inference Protocol: route, authenticate, authorise, decode, predict,
 * encode. It knows nothing of sockets; the server gives it requests and takes its responses.
 */
@NullMarked
package dev.bulwark.gateway;

import org.jspecify.annotations.NullMarked;
