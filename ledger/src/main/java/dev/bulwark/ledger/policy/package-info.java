/**
 * Trust policies (C2SP tlog-policy): which logs are believed, and which witnesses must have seen a
 * checkpoint before it is. Reads the file, and judges checkpoints offline.
 */
@NullMarked
package dev.bulwark.ledger.policy;

import org.jspecify.annotations.NullMarked;
