package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.BulwarkException;

/** A statement or an envelope is not what its standard says. */
final class EvidenceException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    EvidenceException(String code, String what) {
        super(code, what, "make the evidence again, or restore the file from where it was signed");
    }
}
