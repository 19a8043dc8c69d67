package dev.bulwark.ledger.log;

import dev.bulwark.kernel.BulwarkException;
import java.io.IOException;

/** The log cannot be read or written, or is not what its checkpoint says. */
public final class LedgerException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private static final String FSCK =
            "run 'bulwark ledger fsck' to see what was changed, and restore the ledger's folder"
                    + " from a backup";

    /** Of entries that are durable, but in no checkpoint that anybody can see. */
    static final String NOT_PUBLISHED = "LEDGER_NOT_PUBLISHED";

    /** As {@link BulwarkException}. */
    public LedgerException(String code, String what, String fix) {
        super(code, what, fix);
    }

    /** As {@link BulwarkException}. */
    public LedgerException(String code, String what, String fix, Throwable cause) {
        super(code, what, fix, cause);
    }

    static LedgerException damaged(String what) {
        return new LedgerException("LEDGER_DAMAGED", what, FSCK);
    }

    static LedgerException unreadable(String what, IOException cause) {
        return new LedgerException(
                "LEDGER_UNREADABLE",
                "%s (%s)".formatted(what, reason(cause)),
                "check that the folder is the ledger's and that its files may be read; if one is"
                        + " gone, restore it from a backup",
                cause);
    }

    static LedgerException writeFailed(IOException cause) {
        return new LedgerException(
                "LEDGER_WRITE_FAILED",
                "the entries could not be written durably and are not acknowledged (%s)"
                        .formatted(reason(cause)),
                "check space and health of the disk, then run the command again: the ledger"
                        + " recovers when it is opened",
                cause);
    }

    /** The witnesses did not cosign; {@code why} is their refusal. */
    static LedgerException notPublished(long size, BulwarkException why) {
        return new LedgerException(
                NOT_PUBLISHED,
                "all %d entries are durable, but the checkpoint over them is not published: %s"
                        .formatted(size, why.what()),
                why.fix()
                        + "; then run the command again: nothing is logged twice, and publication"
                        + " is tried again whenever the ledger is opened or appended to",
                why);
    }

    static LedgerException publishFailed(IOException cause) {
        return new LedgerException(
                "LEDGER_PUBLISH_FAILED",
                "the entries are durable, but the tree over them could not be written (%s)"
                        .formatted(reason(cause)),
                "check space and health of the disk, then run the command again: the ledger"
                        + " publishes them when it is opened",
                cause);
    }

    static LedgerException unexpected(Throwable cause) {
        return new LedgerException(
                "LEDGER_WRITER_BROKEN",
                "the ledger's writer came upon a mistake of its own (%s)"
                        .formatted(cause.getClass().getSimpleName()),
                "open the ledger again, and report this with what was done before",
                cause);
    }

    static String reason(IOException cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
