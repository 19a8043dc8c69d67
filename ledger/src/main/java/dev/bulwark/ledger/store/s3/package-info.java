/**
 * Payloads in a bucket of S3-compatible storage. Nothing that comes from there is believed: every
 * byte is hashed again, every answer is bounded, and every wait has an end.
 */
@NullMarked
package dev.bulwark.ledger.store.s3;

import org.jspecify.annotations.NullMarked;
