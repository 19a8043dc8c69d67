package dev.bulwark.ledger.note;

import dev.bulwark.kernel.Bytes;
import java.nio.ByteBuffer;

/**
 * One signature line of a note. Says which key claims to have signed; only verification tells.
 *
 * @param name of the key: not empty, no Unicode space, no {@code +}
 * @param keyId the first four bytes of a hash over name and key, big-endian
 * @param value the signature proper, not empty
 */
public record NoteSignature(String name, int keyId, Bytes value) {
    static final String PREFIX = "\u2014 ";

    public NoteSignature {
        if (!KeyName.isValid(name)) {
            throw new IllegalArgumentException("not a key name: '" + name + "'");
        }
        if (value.size() == 0) {
            throw new IllegalArgumentException("a signature is not empty");
        }
    }

    /** Reads a line without its newline. */
    static NoteSignature parse(String line) {
        if (!line.startsWith(PREFIX)) {
            throw NoteException.note("a signature line starts with an em dash and a space");
        }
        String nameAndValue = line.substring(PREFIX.length());
        int space = nameAndValue.indexOf(' ');
        String name = space < 0 ? "" : nameAndValue.substring(0, space);
        if (!KeyName.isValid(name)) {
            throw NoteException.note("a signature line has no valid key name");
        }
        byte[] value =
                StrictBase64.decode(nameAndValue.substring(space + 1))
                        .orElseThrow(() ->
                                NoteException.note("the signature of " + name + " is no base64"));
        if (value.length <= Integer.BYTES) {
            throw NoteException.note("the signature of " + name + " is empty");
        }
        ByteBuffer buffer = ByteBuffer.wrap(value);
        int keyId = buffer.getInt();
        byte[] signature = new byte[buffer.remaining()];
        buffer.get(signature);
        return new NoteSignature(name, keyId, Bytes.of(signature));
    }

    /** The line without its newline. */
    public String toLine() {
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES + value.size())
                        .putInt(keyId)
                        .put(value.asBuffer())
                        .array();
        return PREFIX + name + " " + StrictBase64.encode(bytes);
    }
}
