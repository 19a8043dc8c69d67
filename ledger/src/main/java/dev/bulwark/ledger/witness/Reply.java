package dev.bulwark.ledger.witness;

import dev.bulwark.ledger.note.NoteSignature;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.util.List;
import java.util.Optional;

/** What came of asking one witness. */
sealed interface Reply {
    /** Which witness, for messages. */
    String from();

    /** In words, for messages. */
    String describe();

    /** Its cosignatures, verified. */
    record Cosigned(String from, List<NoteSignature> signatures) implements Reply {
        public Cosigned {
            signatures = List.copyOf(signatures);
        }

        @Override
        public String describe() {
            return from + ": cosigned";
        }
    }

    /**
     * It has cosigned more than this log holds.
     *
     * @param held what it published as the last; signed by this very log, so proof of the rollback
     */
    record Ahead(String from, long size, Optional<SignedCheckpoint> held) implements Reply {
        @Override
        public String describe() {
            return "%s: it says that it cosigned size %d already".formatted(from, size);
        }
    }

    /**
     * It has cosigned another history than this log holds.
     *
     * @param held as above; empty if it could not be had or is consistent after all
     */
    record Forked(String from, String why, Optional<SignedCheckpoint> held) implements Reply {
        @Override
        public String describe() {
            return "%s: %s".formatted(from, why);
        }
    }

    /** It could not be reached, or answers nothing that counts. */
    record Failed(String from, String why) implements Reply {
        @Override
        public String describe() {
            return "%s: %s".formatted(from, why);
        }
    }
}
