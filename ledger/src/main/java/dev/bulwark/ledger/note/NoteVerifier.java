package dev.bulwark.ledger.note;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Verifies notes against known keys.
 *
 * <p><b>Guarantees:</b> a note comes out only if a known key signed exactly its text. Signatures by
 * unknown keys are ignored, also where they share a name or an id with a known one; a signature
 * that names a known key and does not hold condemns the whole note.
 *
 * @param keys at least one; no two share both name and id
 */
public record NoteVerifier(List<VerifierKey> keys) {
    public NoteVerifier {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed");
        }
        Set<String> seen = new LinkedHashSet<>();
        for (VerifierKey key : keys) {
            if (!seen.add(key.name() + "+" + key.id())) {
                throw new IllegalArgumentException(
                        "two keys are named '" + key.name() + "' and share an id");
            }
        }
    }

    /** Reads and verifies; whatever is wrong comes back as a refusal. */
    public NoteVerification verify(byte[] note) {
        try {
            return verify(SignedNote.parse(note));
        } catch (NoteException e) {
            return new NoteVerification.Refused(e.what());
        }
    }

    /** Verifies a note that was read already. */
    public NoteVerification verify(SignedNote note) {
        Set<VerifierKey> signers = new LinkedHashSet<>();
        for (NoteSignature signature : note.signatures()) {
            for (VerifierKey key : keys) {
                if (!key.isNamedBy(signature)) {
                    continue;
                }
                if (!key.verifies(note.text(), signature)) {
                    return new NoteVerification.Refused(
                            "the signature of '" + key.name() + "' does not fit the text");
                }
                signers.add(key);
            }
        }
        return signers.isEmpty()
                ? new NoteVerification.Refused("no known key signed it")
                : new NoteVerification.Verified(note, List.copyOf(signers));
    }

    /**
     * Whether a signature has the name or the id of a key and no key has both. Verifying ignores
     * such a line, as any by a stranger; in a file of our own it is a changed byte.
     */
    public boolean hasAlmostKnown(SignedNote note) {
        return note.signatures().stream()
                .filter(signature -> keys.stream().noneMatch(key -> key.isNamedBy(signature)))
                .anyMatch(signature ->
                        keys.stream()
                                .anyMatch(key ->
                                        key.id() == signature.keyId()
                                                || key.name().equals(signature.name())));
    }
}
