/**
 * Child processes with an empty environment, a private directory, a bound on their heap and a
 * framed pipe to them. What runs inside is the caller's business; nothing here knows of models.
 */
@NullMarked
package dev.bulwark.sandbox.process;

import org.jspecify.annotations.NullMarked;
