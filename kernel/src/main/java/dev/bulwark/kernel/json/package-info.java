/**
 * JSON with one strict reader and one canonical writer (RFC 8785). Whatever is hashed or signed as
 * JSON anywhere in Bulwark goes through this package, so no two parsers can disagree about a
 * document.
 */
@NullMarked
package dev.bulwark.kernel.json;

import org.jspecify.annotations.NullMarked;
