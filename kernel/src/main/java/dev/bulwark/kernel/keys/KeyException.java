package dev.bulwark.kernel.keys;

import dev.bulwark.kernel.BulwarkException;

/** A key cannot be had or used. Texts never hold key material or a passphrase. */
final class KeyException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    KeyException(String code, String what, String fix) {
        super(code, what, fix);
    }

    KeyException(String code, String what, String fix, Throwable cause) {
        super(code, what, fix, cause);
    }
}
