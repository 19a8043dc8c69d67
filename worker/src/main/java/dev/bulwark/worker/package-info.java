/**
 * The process in which a model lives: it reads the model's bytes from a pipe, opens them with the
 * engine, and answers requests that come on the same pipe. It opens no file and no socket of its
 * own.
 */
@NullMarked
package dev.bulwark.worker;

import org.jspecify.annotations.NullMarked;
