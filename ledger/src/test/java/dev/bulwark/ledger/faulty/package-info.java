/** A file system that fails, and forgets what was not forced to the disk. */
@NullMarked
package dev.bulwark.ledger.faulty;

import org.jspecify.annotations.NullMarked;
