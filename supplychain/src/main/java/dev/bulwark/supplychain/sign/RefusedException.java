package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.BulwarkException;

/** Carries a refusal out of a step; verification turns it into a result, signing lets it out. */
final class RefusedException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    RefusedException(Refusal refusal, String detail) {
        super(refusal.name(), detail, refusal.fix());
        this.refusal = refusal;
    }

    RefusedException(Refusal refusal, String detail, Throwable cause) {
        super(refusal.name(), detail, refusal.fix(), cause);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
