/**
 * Between HTTP and the gateway: reads bodies within bounds, answers every request once, and writes
 * one line about it that holds no payload and no key.
 */
@NullMarked
package dev.bulwark.server.http;

import org.jspecify.annotations.NullMarked;
