package dev.bulwark.ledger.note;

import java.util.List;

/** What came of verifying a note. */
public sealed interface NoteVerification {

    /**
     * At least one known key signed the text, and no known key's signature fails.
     *
     * @param signers the known keys that signed, each once
     */
    record Verified(SignedNote note, List<VerifierKey> signers) implements NoteVerification {
        public Verified {
            signers = List.copyOf(signers);
        }
    }

    /**
     * The note is malformed, signed by nobody known, or a known key's signature fails.
     *
     * @param why which of these
     */
    record Refused(String why) implements NoteVerification {}
}
