package dev.bulwark.dataset.read;

import dev.bulwark.kernel.BulwarkException;

/** A data set cannot be read or is not what it should be. Texts never hold values of cells. */
public final class DatasetException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    /** See {@link BulwarkException}. */
    public DatasetException(String code, String what, String fix) {
        super(code, what, fix);
    }

    /** See {@link BulwarkException}. */
    public DatasetException(String code, String what, String fix, Throwable cause) {
        super(code, what, fix, cause);
    }
}
