package dev.bulwark.supplychain.sign;

import java.util.Objects;

/**
 * One file that is not as it was signed.
 *
 * @param path relative to the model's folder, with {@code /}
 * @param kind what is wrong with it
 * @param detail both values, for people
 */
public record FileProblem(String path, Kind kind, String detail) {
    /** What can be wrong with a file. */
    public enum Kind {
        /** Its bytes are not the signed ones. */
        CHANGED,
        /** It was signed and is not there. */
        MISSING,
        /** It is there and was not signed. */
        UNSIGNED,
        /** It is a symbolic link. */
        LINK,
        /** It is neither a regular file nor a folder. */
        SPECIAL,
        /** It cannot be read, or changed while it was read. */
        UNREADABLE
    }

    public FileProblem {
        Objects.requireNonNull(path);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(detail);
    }

    @Override
    public String toString() {
        return "'" + path + "' " + detail;
    }
}
