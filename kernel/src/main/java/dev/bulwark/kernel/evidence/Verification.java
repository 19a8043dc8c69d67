package dev.bulwark.kernel.evidence;

/** What came of verifying an envelope. */
public sealed interface Verification {

    /** Every signature that the policy asks for holds, and the payload is a statement. */
    record Valid(Evidence evidence) implements Verification {}

    /**
     * The envelope is refused.
     *
     * @param reason why, as a closed set
     * @param detail what exactly
     */
    record Invalid(Reason reason, String detail) implements Verification {}

    /** Why an envelope is refused. */
    enum Reason {
        MALFORMED("restore the file from where it was signed; it was damaged or is no envelope"),
        UNKNOWN_SIGNER("give the public key of its signer, if that signer is to be trusted"),
        BAD_SIGNATURE("restore the file from where it was signed; its content was changed"),
        MISSING_SIGNATURE("sign with both keys; one algorithm alone is not accepted here"),
        NOT_A_STATEMENT("only in-toto statements are evidence");

        private final String fix;

        Reason(String fix) {
            this.fix = fix;
        }

        /** What the reader can do. */
        public String fix() {
            return fix;
        }
    }
}
