/**
 * The server process: reads its arguments, decides whether the project's model may be served, makes
 * the certificate and the first key, and hands the rest to the gateway.
 */
@NullMarked
package dev.bulwark.server;

import org.jspecify.annotations.NullMarked;
