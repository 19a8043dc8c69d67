package dev.bulwark.ledger;

import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import java.util.Objects;

/**
 * A file of the evidence store that cannot be relied on, or is not there.
 *
 * @param file relative to the store's folder
 * @param flaw what kind of thing is wrong
 * @param why in one sentence
 */
public record BrokenEvidence(String file, Flaw flaw, String why) {
    public BrokenEvidence {
        Objects.requireNonNull(file);
        Objects.requireNonNull(flaw);
        Objects.requireNonNull(why);
    }

    /** What can be wrong with evidence. */
    public enum Flaw {
        /** The file is not what its name says, or no evidence at all. */
        DAMAGED(
                Severity.CRITICAL,
                "restore the file from a backup; if it never belonged here, remove it"),
        /** Its signatures do not hold, or are by nobody trusted. */
        REFUSED(Severity.CRITICAL, "give the signer's public key if it is to be trusted"),
        /** Its predicate is not as the schema of its type says. */
        OFF_SCHEMA(
                Severity.CRITICAL,
                "carry out again what it is evidence of; if a newer Bulwark wrote it, read it with"
                        + " that one"),
        /** It holds, but no role of its signer covers it. */
        WRONG_ROLE(
                Severity.HIGH,
                "let somebody entitled make it again, or an owner grant the role with"
                        + " 'bulwark ledger grant' and then make it again"),
        /** It holds, but its signer's role had not begun or had ended when it was logged. */
        OUT_OF_WINDOW(
                Severity.HIGH,
                "let an owner grant the role anew with 'bulwark ledger grant', then make it again"),
        /** It holds, but its signer's key was revoked when it was logged. */
        REVOKED(
                Severity.HIGH,
                "make it again with a key that is not revoked; nothing can undo a revocation"),
        /** A roster that does not go on from the one in force, or that too few people signed. */
        SUPERSEDED(
                Severity.MEDIUM,
                "nothing need be done; 'bulwark ledger grant' makes rosters that count, and says"
                        + " who must sign them"),
        /** An owner's roster or revocation that this version cannot read. */
        UNREADABLE_ROLES(
                Severity.CRITICAL,
                "sign a new roster with 'bulwark ledger grant', or use the version that wrote it"),
        /** No entry of the log speaks of it. */
        NOT_LOGGED(
                Severity.HIGH, "remove the file, and carry out again what it is to be evidence of"),
        /** The log's entry says something else than the envelope. */
        MISLOGGED(Severity.CRITICAL, "remove the file, and carry out again what it is evidence of"),
        /** The log speaks of it, and it is not here. */
        MISSING(
                Severity.HIGH,
                "restore the file from a backup, or carry out again what it was evidence of"),
        /** It was erased, and a record says so. */
        ERASED(Severity.INFO, "nothing, unless it is needed: then carry out again what it was of"),
        /** A record says that it was erased, but it is still here. */
        NOT_ERASED(
                Severity.HIGH,
                "run any command that writes to the ledger: it finishes what was interrupted"),
        /** The inclusion proof beside it does not hold. */
        WRONG_PROOF(
                Severity.CRITICAL,
                "remove the proof; 'bulwark ledger proof' makes it again from the log"),
        /** It has no inclusion proof beside it: a trace of a crash, for the log has it. */
        NO_PROOF(Severity.INFO, "'bulwark ledger proof' makes it again from the log");

        private final Severity severity;
        private final String fix;

        Flaw(Severity severity, String fix) {
            this.severity = severity;
            this.fix = fix;
        }

        /** How bad it is. */
        public Severity severity() {
            return severity;
        }

        /**
         * Whether nothing may be decided beside it. What holds but was signed without the right to
         * is known in full and does not count; what cannot be read may have been what spoke
         * against.
         */
        public boolean blocks() {
            return switch (this) {
                case DAMAGED, REFUSED, NOT_LOGGED, MISLOGGED, MISSING, WRONG_PROOF -> true;
                case UNREADABLE_ROLES, OFF_SCHEMA -> true;
                case WRONG_ROLE, OUT_OF_WINDOW, REVOKED, SUPERSEDED, NO_PROOF -> false;
                case ERASED, NOT_ERASED -> false; // whoever needs it finds it missing
            };
        }

        /** What to do about it. */
        public String fix() {
            return fix;
        }
    }

    /** What is wrong, in one sentence that names the file. */
    public String message() {
        return "evidence '%s': %s".formatted(file, why);
    }

    /** The same as a finding of the kernel. */
    public Finding toFinding() {
        return new Finding("evidence/" + flaw.name(), flaw.severity(), message(), file, flaw.fix());
    }
}
