/**
 * What a client is told when a request is not answered: RFC 9457 problem documents. They name what
 * the client can do, and nothing of what is inside.
 */
@NullMarked
package dev.bulwark.gateway.problem;

import org.jspecify.annotations.NullMarked;
