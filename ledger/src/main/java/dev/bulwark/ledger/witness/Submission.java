package dev.bulwark.ledger.witness;

import dev.bulwark.ledger.note.NoteSignature;
import java.util.List;

/** What a witness answers to a checkpoint. */
public sealed interface Submission {
    /** The HTTP status that the protocol gives it. */
    int status();

    /** For people who run the witness; tells nothing secret. */
    String describe();

    /** Cosigned, and on the witness's disk. */
    record Cosigned(String origin, long size, List<NoteSignature> signatures)
            implements Submission {
        public Cosigned {
            signatures = List.copyOf(signatures);
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public String describe() {
            return "cosigned '%s' at size %d".formatted(origin, size);
        }
    }

    /** The body is malformed, or claims an old size above the new one. */
    record Malformed(String why) implements Submission {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String describe() {
            return why;
        }
    }

    /** No trusted key of that log signed it, or one that did does not hold. */
    record Forbidden(String why) implements Submission {
        @Override
        public int status() {
            return 403;
        }

        @Override
        public String describe() {
            return why;
        }
    }

    /** A log that this witness does not know. */
    record UnknownOrigin(String origin) implements Submission {
        private static final int LONGEST = 200;

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String describe() {
            // Whoever reaches the port chooses it: it fills no disk and steers no terminal.
            String shown = origin.length() <= LONGEST ? origin : origin.substring(0, LONGEST) + "…";
            return "there is no log '%s' here".formatted(shown.replaceAll("\\p{C}", "?"));
        }
    }

    /**
     * The client does not know what was cosigned last.
     *
     * @param size of that
     */
    record Conflict(String origin, long size, long claimed) implements Submission {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String describe() {
            return "'%s' was cosigned last at size %d, not %d".formatted(origin, size, claimed);
        }
    }

    /** It does not extend what was cosigned last: perhaps the log shows two trees. */
    record Inconsistent(String origin, String why) implements Submission {
        @Override
        public int status() {
            return 422;
        }

        @Override
        public String describe() {
            return "'%s' is not consistent with what was cosigned: %s".formatted(origin, why);
        }
    }

    /** The witness could not keep or read its state; nothing was cosigned. */
    record Unavailable(String why) implements Submission {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String describe() {
            return why;
        }
    }
}
