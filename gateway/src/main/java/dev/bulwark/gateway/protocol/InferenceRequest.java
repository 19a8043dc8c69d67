package dev.bulwark.gateway.protocol;

import dev.bulwark.kernel.exchange.NamedTensors;
import java.util.List;
import java.util.Optional;

/**
 * A request that fits the model's contract.
 *
 * @param id to be echoed
 * @param rows {@code >= 1}
 * @param inputs all of the model's inputs, in its order
 * @param outputs those wanted, in the order wanted
 */
public record InferenceRequest(
        Optional<String> id, int rows, NamedTensors inputs, List<TensorDeclaration> outputs) {
    public InferenceRequest {
        outputs = List.copyOf(outputs);
        if (rows < 1 || outputs.isEmpty()) {
            throw new IllegalArgumentException("a request has a row and wants an output");
        }
    }
}
