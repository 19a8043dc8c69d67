/** Tests of the monitor. */
@NullMarked
package dev.bulwark.ledger.monitor;

import org.jspecify.annotations.NullMarked;
