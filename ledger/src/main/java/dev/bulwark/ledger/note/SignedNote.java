package dev.bulwark.ledger.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text and the signatures under it, as they were read: nothing of it is verified yet, and nothing
 * may be believed before {@link NoteVerifier} has said so.
 *
 * @param text ends with a newline; no control character but newlines
 * @param signatures one to {@value #MOST_SIGNATURES}
 * @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** Verifiers must accept 16; more than this many only makes verification slow. */
    public static final int MOST_SIGNATURES = 64;

    /** Room for that many signatures, of which 32 may be post-quantum ones of 5 kB. */
    public static final int LARGEST_IN_BYTES = 1 << 18;

    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!isText(text)) {
            throw new IllegalArgumentException(
                    "a note's text ends with a newline and has no other control characters");
        }
        if (signatures.isEmpty() || signatures.size() > MOST_SIGNATURES) {
            throw new IllegalArgumentException(
                    "a note has 1 to %d signatures, but got %d"
                            .formatted(MOST_SIGNATURES, signatures.size()));
        }
    }

    /**
     * Reads a note strictly: UTF-8, newlines only, the text up to the last empty line, then nothing
     * but signature lines.
     *
     * @throws NoteException if it is anything else or larger than {@value #LARGEST_IN_BYTES} bytes
     */
    public static SignedNote parse(byte[] utf8) {
        String note = decode(utf8);
        if (!note.endsWith("\n")) {
            throw NoteException.note("it does not end with a newline");
        }
        int emptyLine = note.lastIndexOf("\n\n");
        if (emptyLine < 0) {
            throw NoteException.note("no empty line separates text and signatures");
        }
        String text = note.substring(0, emptyLine + 1);
        String lines = note.substring(emptyLine + 2);
        if (lines.isEmpty()) {
            throw NoteException.note("it has no signature");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
            if (signatures.size() == MOST_SIGNATURES) {
                throw NoteException.note("it has more than " + MOST_SIGNATURES + " signatures");
            }
            signatures.add(NoteSignature.parse(line));
        }
        return new SignedNote(text, signatures);
    }

    private static String decode(byte[] utf8) {
        if (utf8.length > LARGEST_IN_BYTES) {
            throw NoteException.note(
                    "it has %d bytes, at most %d are read"
                            .formatted(utf8.length, LARGEST_IN_BYTES));
        }
        String note;
        try {
            note = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw NoteException.note("it is not valid UTF-8");
        }
        if (!hasNoControlsButNewlines(note)) {
            throw NoteException.note("it has a control character other than a newline");
        }
        return note;
    }

    /** The note with one more signature. */
    public SignedNote with(NoteSignature signature) {
        List<NoteSignature> more = new ArrayList<>(signatures);
        more.add(signature);
        return new SignedNote(text, more);
    }

    /** The bytes of the note; {@link #parse} reads them back as an equal note. */
    public byte[] toBytes() {
        StringBuilder note = new StringBuilder(text).append('\n');
        for (NoteSignature signature : signatures) {
            note.append(signature.toLine()).append('\n');
        }
        return note.toString().getBytes(StandardCharsets.UTF_8);
    }

    static boolean isText(String text) {
        return text.endsWith("\n")
                && hasNoControlsButNewlines(text)
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static boolean hasNoControlsButNewlines(String text) {
        return text.chars().noneMatch(c -> c < ' ' && c != '\n');
    }
}
