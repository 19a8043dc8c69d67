/**
 * Which route a request is for, from its method and its path. What is no route is refused by
 * default.
 */
@NullMarked
package dev.bulwark.gateway.route;

import org.jspecify.annotations.NullMarked;
