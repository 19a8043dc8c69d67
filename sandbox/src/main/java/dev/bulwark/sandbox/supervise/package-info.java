/**
 * Keeps one child process alive: starts it when the caller's check allows, starts it again after a
 * death with growing pauses, and gives up on one that keeps dying.
 */
@NullMarked
package dev.bulwark.sandbox.supervise;

import org.jspecify.annotations.NullMarked;
