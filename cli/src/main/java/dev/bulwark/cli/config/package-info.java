/**
 * Reads {@code bulwark.yaml}: strictly, within bounds, and with every problem reported at once,
 * each with its line and what to do. What comes out is plain records; nothing here acts on them.
 */
@NullMarked
package dev.bulwark.cli.config;

import org.jspecify.annotations.NullMarked;
