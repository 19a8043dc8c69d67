/**
 * A file system that fails, and forgets what was not forced to the disk: what the test kit's does
 * not model, and what the order of writes in the ledger is for.
 */
@NullMarked
package dev.bulwark.ledger.faulty;

import org.jspecify.annotations.NullMarked;
