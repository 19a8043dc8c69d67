/**
 * The server's certificate: the operator's own, or one made on first use. The key never leaves its
 * file and this process.
 */
@NullMarked
package dev.bulwark.server.tls;

import org.jspecify.annotations.NullMarked;
