package dev.bulwark.kernel.json;

import dev.bulwark.kernel.BulwarkException;

/** A document is not the JSON it should be: malformed, over a limit, or of another shape. */
public final class JsonException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private static final String FIX =
            "correct the document, or make it again with the tool it is from";

    JsonException(String what) {
        super("JSON_INVALID", what, FIX);
    }

    JsonException(String what, Throwable cause) {
        super("JSON_INVALID", what, FIX, cause);
    }
}
