/**
 * Static pages that need no script: escaped by construction, one stylesheet, charts as inline SVG.
 * Nothing in a page is fetched from anywhere, and its content policy says so to the browser.
 */
@NullMarked
package dev.bulwark.governance.page;

import org.jspecify.annotations.NullMarked;
