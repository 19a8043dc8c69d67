package dev.bulwark.gateway.model;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Problem;
import java.util.Optional;

/**
 * Where a model's bytes come from, and whether it may be served. Whoever implements this decides;
 * the gateway asks before every start of a worker, and again and again while one runs.
 */
public interface ModelSource {

    /** Whether the model may be served now, and its bytes. */
    sealed interface Admission {
        /**
         * It may.
         *
         * @param onnx whose digest is that of the contract; the worker gets just these bytes
         */
        record Admitted(Bytes onnx) implements Admission {}

        /** It may not. */
        record Refused(Problem problem) implements Admission {}
    }

    /** Checks everything and gives the bytes. */
    Admission admit();

    /** Checks what may have changed since; a problem stops the worker. */
    Optional<Problem> review();
}
