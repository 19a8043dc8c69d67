/**
 * Gates: what evidence a transition demands, whether it is there now, and the signed summary of
 * that decision. Whatever is unknown, missing, stale or broken refuses.
 */
@NullMarked
package dev.bulwark.governance.gate;

import org.jspecify.annotations.NullMarked;
