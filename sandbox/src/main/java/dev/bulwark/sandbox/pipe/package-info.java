/**
 * A framed pipe between two processes: bounded, versioned, checked frames, and calls with an answer
 * each. Whatever does not fit the form breaks the pipe; nothing is skipped or guessed.
 */
@NullMarked
package dev.bulwark.sandbox.pipe;

import org.jspecify.annotations.NullMarked;
