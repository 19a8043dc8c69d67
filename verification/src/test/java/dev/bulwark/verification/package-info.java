/**
 * Holds the house true: who may import whom, what code may call, and that the documents describe
 * what is there. Each rule says what to do instead.
 */
@NullMarked
package dev.bulwark.verification;

import org.jspecify.annotations.NullMarked;
