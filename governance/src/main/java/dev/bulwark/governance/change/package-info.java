/**
 * Changes (practice 1.3): what somebody wants changed, who approved exactly that, and what an alias
 * meant when. All of it is read from the ledger in its order; nothing here is a truth of its own.
 */
@NullMarked
package dev.bulwark.governance.change;

import org.jspecify.annotations.NullMarked;
