package dev.bulwark.ledger.log;

import java.nio.file.Path;

/** Where things lie in a log's folder, besides its tiles. */
final class LogFiles {
    /** The published checkpoint. */
    static final String CHECKPOINT = "checkpoint";

    /** The writer's own state; no reader needs it. */
    static final String WRITER = "writer";

    /** The last checkpoint that was signed, published or not: never sign another of its size. */
    static final String SIGNED = WRITER + "/signed-checkpoint";

    /** Held while a writer is open. */
    static final String LOCK = WRITER + "/lock";

    /** Entries that are durable and not in the tree yet. */
    static final String WAL = WRITER + "/wal";

    /** Drafts of files that are not renamed yet. */
    static final String TEMPORARY = WRITER + "/tmp";

    private LogFiles() {}

    static Path checkpoint(Path log) {
        return log.resolve(CHECKPOINT);
    }

    static Path signed(Path log) {
        return log.resolve(SIGNED);
    }
}
