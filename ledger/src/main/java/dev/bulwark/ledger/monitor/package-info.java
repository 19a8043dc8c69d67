/**
 * Follows a log from outside, as anybody may: every new checkpoint must extend the last one, every
 * entry must lead to it, and what looks wrong becomes an alert.
 */
@NullMarked
package dev.bulwark.ledger.monitor;

import org.jspecify.annotations.NullMarked;
