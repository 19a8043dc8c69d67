/**
 * A model as the gateway sees it: a contract, and a worker process of its own that is started only
 * when the model's source admits it. The gateway never loads a model itself.
 */
@NullMarked
package dev.bulwark.gateway.model;

import org.jspecify.annotations.NullMarked;
