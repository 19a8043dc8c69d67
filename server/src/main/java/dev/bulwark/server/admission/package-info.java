/**
 * Whether a project's model may be served now: its evidence is verified, its gate decides, its
 * signature and digest are checked. Everything is read anew each time it is asked.
 */
@NullMarked
package dev.bulwark.server.admission;

import org.jspecify.annotations.NullMarked;
