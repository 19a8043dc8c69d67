package dev.bulwark.ledger.log;

import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;

/** Something about the files of a log that is not as it should be. */
public sealed interface LogFinding {
    /** The file, relative to the log's folder. */
    String file();

    /** What is wrong, in one sentence. */
    String message();

    /** How bad it is. {@link Severity#INFO} is the trace of a crash and harms nothing. */
    default Severity severity() {
        return Severity.CRITICAL;
    }

    /** What to do about it. */
    default String fix() {
        return "restore the file from a backup of the ledger; if there is none, the log's history"
                + " can no longer be proved from here on";
    }

    /** The same as a finding of the kernel. */
    default Finding toFinding() {
        return new Finding(
                "ledger/" + getClass().getSimpleName(), severity(), message(), file(), fix());
    }

    /** A checkpoint is missing, unreadable, not signed by the log, or contradicts the tiles. */
    record WrongCheckpoint(String file, String why) implements LogFinding {
        @Override
        public String message() {
            return "checkpoint '%s' is wrong: %s".formatted(file, why);
        }
    }

    /** An entry is not the one that was logged. */
    record WrongEntry(String file, long index) implements LogFinding {
        @Override
        public String message() {
            return "entry %d in '%s' is not the one that was logged".formatted(index, file);
        }
    }

    /** A tile or bundle is missing, or holds other bytes than the log implies. */
    record WrongTile(String file, String why) implements LogFinding {
        @Override
        public String message() {
            return "tile '%s' is wrong: %s".formatted(file, why);
        }
    }

    /** The write-ahead log is not what the writer wrote: promised entries may be gone. */
    record WrongWal(String file, String why) implements LogFinding {
        @Override
        public String message() {
            return "write-ahead log '%s' is wrong: %s".formatted(file, why);
        }

        @Override
        public String fix() {
            return "restore the file from a backup of the ledger; if there is none, move it away:"
                    + " what was promised and not yet published in it is lost";
        }
    }

    /** A file that belongs to no log. */
    record ForeignFile(String file) implements LogFinding {
        @Override
        public String message() {
            return "'%s' is no file of a log".formatted(file);
        }

        @Override
        public Severity severity() {
            return Severity.MEDIUM;
        }

        @Override
        public String fix() {
            return "move it elsewhere";
        }
    }

    /** What an interrupted append left: beyond the checkpoint, and replaced by the next append. */
    record Leftover(String file) implements LogFinding {
        @Override
        public String message() {
            return "'%s' was left by an append that did not finish".formatted(file);
        }

        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String fix() {
            return "nothing: the next append replaces it";
        }
    }
}
