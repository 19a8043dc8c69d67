/**
 * The evidence store: envelopes by the digest of their content. What is damaged or foreign is
 * reported with every answer and never skipped.
 */
@NullMarked
package dev.bulwark.ledger.store;

import org.jspecify.annotations.NullMarked;
