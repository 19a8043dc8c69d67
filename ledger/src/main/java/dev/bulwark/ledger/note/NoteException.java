package dev.bulwark.ledger.note;

import dev.bulwark.kernel.BulwarkException;

/** A note, a checkpoint or a verifier key is not what its format says. */
public final class NoteException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    NoteException(String code, String what, String fix) {
        super(code, what, fix);
    }

    static NoteException note(String why) {
        return new NoteException(
                "NOTE_MALFORMED",
                "the signed note cannot be read: " + why,
                "fetch it again from where it was published");
    }

    static NoteException checkpoint(String why) {
        return new NoteException(
                "CHECKPOINT_MALFORMED",
                "the checkpoint cannot be read: " + why,
                "fetch it again from the log");
    }

    static NoteException key(String why) {
        return new NoteException(
                "VERIFIER_KEY_MALFORMED",
                "the verifier key cannot be used: " + why,
                "copy the key again from its owner: <name>+<8 hex digits>+<base64>");
    }
}
