package dev.bulwark.ledger.merkle;

import dev.bulwark.kernel.Digest;
import java.security.MessageDigest;

/**
 * How leaves and nodes are hashed. The first byte keeps leaves and nodes apart: without it, a node
 * could be passed off as an entry.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1">RFC 9162 §2.1.1</a>
 */
public final class TreeHashing {
    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;
    private static final TreeHash EMPTY = TreeHash.owning(Digest.sha256().digest());

    private TreeHashing() {}

    /** The root of the tree without entries: SHA-256 of nothing. */
    public static TreeHash emptyRoot() {
        return EMPTY;
    }

    /** The hash of an entry. */
    public static TreeHash leaf(byte[] entry) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(LEAF);
        return TreeHash.owning(sha256.digest(entry));
    }

    /** The hash of a node over its two children. */
    public static TreeHash node(TreeHash left, TreeHash right) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(NODE);
        sha256.update(left.raw());
        return TreeHash.owning(sha256.digest(right.raw()));
    }
}
