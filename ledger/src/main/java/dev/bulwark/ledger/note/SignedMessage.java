package dev.bulwark.ledger.note;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that each type of signature is made over.
 *
 * @see <a href="https://c2sp.org/tlog-cosignature">C2SP tlog-cosignature</a>
 */
final class SignedMessage {
    private static final byte[] SUBTREE_LABEL =
            "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

    private SignedMessage() {}

    static byte[] ofLog(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] ofCosignature(String text, long posixSeconds) {
        return ("cosignature/v1\ntime " + posixSeconds + "\n" + text)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Covers names, time, size and root, and no extension line: such a text is refused when it is
     * read as a checkpoint.
     *
     * @throws NoteException if the text is no checkpoint
     */
    static byte[] ofMlDsaCosignature(String cosigner, String text, long posixSeconds) {
        Checkpoint checkpoint = Checkpoint.parse(text);
        byte[] name = cosigner.getBytes(StandardCharsets.UTF_8);
        byte[] origin = checkpoint.origin().getBytes(StandardCharsets.UTF_8);
        if (origin.length > KeyName.LONGEST_IN_BYTES) {
            throw NoteException.checkpoint("its origin is longer than 255 bytes");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SUBTREE_LABEL);
        out.write(name.length);
        out.writeBytes(name);
        out.writeBytes(u64(posixSeconds));
        out.write(origin.length);
        out.writeBytes(origin);
        out.writeBytes(u64(0));
        out.writeBytes(u64(checkpoint.size()));
        out.writeBytes(checkpoint.root().bytes());
        return out.toByteArray();
    }

    private static byte[] u64(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
