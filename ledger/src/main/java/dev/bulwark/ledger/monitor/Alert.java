package dev.bulwark.ledger.monitor;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Severity;
import java.time.Instant;

/** Something about a log that somebody should look at. */
public sealed interface Alert {
    /** A stable name, for programs. */
    default String rule() {
        return "monitor/" + getClass().getSimpleName();
    }

    /** How bad it is. */
    default Severity severity() {
        return Severity.HIGH;
    }

    /** What was seen, in one sentence. */
    String message();

    /** What to do about it. */
    String fix();

    /** Two signed checkpoints of one log of which neither extends the other. */
    record Fork(Bytes earlier, Bytes later, String why) implements Alert {
        @Override
        public Severity severity() {
            return Severity.CRITICAL;
        }

        @Override
        public String message() {
            return "the log has two histories: " + why;
        }

        @Override
        public String fix() {
            return "keep both checkpoints: together they prove it; show them to whoever relies on"
                    + " the log, and believe nothing of it until its operator has explained";
        }
    }

    /** The log shows fewer entries than it did. */
    record Shrunk(long seen, long now, Bytes earlier, Bytes later) implements Alert {
        @Override
        public Severity severity() {
            return Severity.CRITICAL;
        }

        @Override
        public String message() {
            return "the log went back from %d entries to %d".formatted(seen, now);
        }

        @Override
        public String fix() {
            return "look again in a minute, for a cache may be behind; if it stays so, an older"
                    + " copy was restored: keep the checkpoint and ask the log's operator";
        }
    }

    /** The checkpoint is not one of this log, or not signed by its key. */
    record WrongCheckpoint(String why) implements Alert {
        @Override
        public Severity severity() {
            return Severity.CRITICAL;
        }

        @Override
        public String message() {
            return "the checkpoint is not believed: " + why;
        }

        @Override
        public String fix() {
            return "check the URL and the key; if both are right, ask the log's operator";
        }
    }

    /** What the log serves does not lead to what it signed. */
    record WrongEntries(long from, long to, String why) implements Alert {
        @Override
        public Severity severity() {
            return Severity.CRITICAL;
        }

        @Override
        public String message() {
            return "the entries %d to %d are not those that were signed: %s"
                    .formatted(from, to - 1, why);
        }

        @Override
        public String fix() {
            return "run 'bulwark ledger fsck' where the log lies, which names the first one";
        }
    }

    /** An entry that is none of Bulwark's. */
    record UnreadableEntry(long index, String why) implements Alert {
        @Override
        public String message() {
            return "entry %d cannot be read: %s".formatted(index, why);
        }

        @Override
        public String fix() {
            return "ask who wrote it; of a log that is not Bulwark's, use --any-entries";
        }
    }

    /** An entry by a key that nobody named. */
    record UnknownSigner(long index, String signer, String predicateType) implements Alert {
        @Override
        public String message() {
            return "entry %d (%s) is signed by the unknown key %s"
                    .formatted(index, predicateType, signer);
        }

        @Override
        public String fix() {
            return "find out whose key it is; if it may sign, give its public.pem with --signers";
        }
    }

    /** An entry about something that this version does not know. */
    record UnknownPredicate(long index, String predicateType) implements Alert {
        @Override
        public Severity severity() {
            return Severity.MEDIUM;
        }

        @Override
        public String message() {
            return "entry %d is of the unknown type %s".formatted(index, predicateType);
        }

        @Override
        public String fix() {
            return "find out who records it, and why";
        }
    }

    /** Further alerts about entries that were not told one by one. */
    record More(long count) implements Alert {
        @Override
        public String message() {
            return "and %d further alerts about entries".formatted(count);
        }

        @Override
        public String fix() {
            return "see to the first ones";
        }
    }

    /** Nothing new for too long. */
    record Stalled(long size, Instant since) implements Alert {
        @Override
        public Severity severity() {
            return Severity.MEDIUM;
        }

        @Override
        public String message() {
            return "the log has stood at %d entries since %s".formatted(size, since);
        }

        @Override
        public String fix() {
            return "ask its operator whether it still runs; another view of it may be growing";
        }
    }

    /** The checkpoint lacks the cosignatures that the policy asks for. */
    record NotWitnessed(long size, String why) implements Alert {
        @Override
        public String message() {
            return "the checkpoint of size %d does not satisfy the policy: %s".formatted(size, why);
        }

        @Override
        public String fix() {
            return "ask the log's operator why the witnesses did not cosign";
        }
    }

    /** Whether nothing that follows can be believed. */
    default boolean isFatal() {
        return this instanceof Fork;
    }
}
