package dev.bulwark.testkit;

/** What {@link FaultyFileSystem} counts, and can make fail. */
public enum FileOperation {
    /** A file, a folder or a link comes into being. */
    CREATE,
    /** A file is opened for reading, or bytes are read from it. */
    READ,
    /** Bytes are written. */
    WRITE,
    /** Bytes are made durable ({@code fsync}). */
    FORCE,
    /** A file is cut short, when it is opened or later. */
    TRUNCATE,
    /** A file is renamed, over another one perhaps. */
    MOVE,
    /** A file is copied. */
    COPY,
    /** A file or folder is removed. */
    DELETE,
    /** A folder is listed. */
    LIST
}
