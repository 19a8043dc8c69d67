package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The body of an {@code add-checkpoint} request: what the witness is said to have cosigned last,
 * the proof from there, and the new checkpoint.
 *
 * @param oldSize {@code >= 0}
 * @param proof at most {@value #MOST_HASHES} hashes
 * @param checkpoint a signed note, verbatim
 * @see <a href="https://c2sp.org/tlog-witness">C2SP tlog-witness</a>
 */
record AddCheckpoint(long oldSize, List<TreeHash> proof, Bytes checkpoint) {
    /** What the protocol allows. */
    static final int MOST_HASHES = 63;

    private static final int BASE64_HASH = 44;
    private static final String OLD = "old ";
    private static final int LONGEST_HEAD =
            OLD.length() + 20 + 1 + MOST_HASHES * (BASE64_HASH + 1) + 1;

    /** Room for the longest proof and the largest note. */
    static final int LARGEST_IN_BYTES = LONGEST_HEAD + SignedNote.LARGEST_IN_BYTES;

    AddCheckpoint {
        proof = List.copyOf(proof);
        if (oldSize < 0 || proof.size() > MOST_HASHES) {
            throw new IllegalArgumentException(
                    "not a request: old size %d, %d hashes".formatted(oldSize, proof.size()));
        }
    }

    /**
     * Reads a body strictly; the note in it is not read yet.
     *
     * @throws BulwarkException if it is malformed
     */
    static AddCheckpoint parse(byte[] body) {
        if (body.length > LARGEST_IN_BYTES) {
            throw malformed("it has more than " + LARGEST_IN_BYTES + " bytes");
        }
        int end = endOfHead(body);
        String[] lines =
                new String(body, 0, end, StandardCharsets.ISO_8859_1).split("\n", MOST_HASHES + 2);
        if (lines.length > MOST_HASHES + 1) {
            throw malformed("it has more than " + MOST_HASHES + " proof lines");
        }
        if (!lines[0].startsWith(OLD)) {
            throw malformed("it does not begin with 'old <size>'");
        }
        long oldSize =
                Checkpoint.parseDecimal(lines[0].substring(OLD.length()))
                        .orElseThrow(() -> malformed("its old size is no decimal below 2^63"));
        List<TreeHash> proof = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            proof.add(
                    StrictBase64.decode(lines[i])
                            .filter(bytes -> bytes.length == TreeHash.SIZE)
                            .map(TreeHash::of)
                            .orElseThrow(() -> malformed("a proof line is no base64 hash")));
        }
        return new AddCheckpoint(
                oldSize, proof, Bytes.of(Arrays.copyOfRange(body, end + 2, body.length)));
    }

    /** Where the first empty line begins; only there, for the note has one of its own. */
    private static int endOfHead(byte[] body) {
        int most = Math.min(body.length - 1, LONGEST_HEAD);
        for (int i = 0; i < most; i++) {
            if (body[i] == '\n' && body[i + 1] == '\n') {
                return i;
            }
        }
        throw malformed("no empty line separates the proof from the checkpoint");
    }

    byte[] toBytes() {
        StringBuilder head = new StringBuilder(OLD).append(oldSize).append('\n');
        proof.forEach(hash -> head.append(hash.toBase64()).append('\n'));
        byte[] top = head.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(top, top.length + checkpoint.size());
        System.arraycopy(checkpoint.toArray(), 0, body, top.length, checkpoint.size());
        return body;
    }

    private static BulwarkException malformed(String why) {
        return new BulwarkException(
                "WITNESS_REQUEST_MALFORMED",
                "the request cannot be read: " + why,
                "send what c2sp.org/tlog-witness asks for");
    }
}
