package dev.bulwark.ledger.note;

import dev.bulwark.ledger.merkle.TreeHash;
import java.util.Objects;
import java.util.Optional;

/**
 * What a log commits to: its size and the root over all entries. Unsigned, and so worth nothing by
 * itself; {@link SignedCheckpoint} is the one to believe.
 *
 * @param origin names the log; one non-empty line
 * @param size number of entries, {@code >= 0}
 * @param root of the tree of that size
 * @see <a href="https://c2sp.org/tlog-checkpoint">C2SP tlog-checkpoint</a>
 */
public record Checkpoint(String origin, long size, TreeHash root) {
    private static final int LINES = 3;
    private static final int LONGEST_SIZE = 19;

    public Checkpoint {
        Objects.requireNonNull(root);
        if (origin.isEmpty() || origin.indexOf('\n') >= 0 || !SignedNote.isText(origin + "\n")) {
            throw new IllegalArgumentException("an origin is one non-empty line of text");
        }
        if (size < 0) {
            throw new IllegalArgumentException("size must be >= 0, but was " + size);
        }
    }

    /**
     * Reads the text of a note. Extension lines are refused: monitors cannot audit them, and ML-DSA
     * cosignatures do not cover them.
     *
     * @throws NoteException if it is anything else than origin, size and root
     */
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != LINES + 1 || !lines[LINES].isEmpty()) {
            throw NoteException.checkpoint("it is not the three lines origin, size and root");
        }
        if (lines[0].isEmpty() || !SignedNote.isText(text)) {
            throw NoteException.checkpoint("its origin is empty or no text");
        }
        long size =
                parseDecimal(lines[1])
                        .orElseThrow(() ->
                                NoteException.checkpoint(
                                        "its size is no decimal number below 2^63"));
        TreeHash root =
                StrictBase64.decode(lines[2])
                        .filter(bytes -> bytes.length == TreeHash.SIZE)
                        .map(TreeHash::of)
                        .orElseThrow(() -> NoteException.checkpoint("its root is no base64 hash"));
        return new Checkpoint(lines[0], size, root);
    }

    /**
     * The origin that an unverified note names, to look up the key that must have signed it. It is
     * a claim until that key has verified the note.
     *
     * @throws NoteException if the note is no checkpoint
     */
    public static String claimedOrigin(byte[] note) {
        return parse(SignedNote.parse(note).text()).origin();
    }

    /** A decimal number without sign and leading zeros, below 2^63; empty for anything else. */
    public static Optional<Long> parseDecimal(String digits) {
        boolean plain =
                !digits.isEmpty()
                        && digits.length() <= LONGEST_SIZE
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                        && (digits.charAt(0) != '0' || digits.length() == 1);
        if (!plain) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return Optional.empty(); // 19 digits, but above 2^63 - 1
        }
    }

    /** The text that is signed. */
    public String toText() {
        return origin + "\n" + size + "\n" + root.toBase64() + "\n";
    }
}
