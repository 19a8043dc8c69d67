/** Tests of durable files. They show what survives a failure, and what is refused. */
@NullMarked
package dev.bulwark.ledger.file;

import org.jspecify.annotations.NullMarked;
