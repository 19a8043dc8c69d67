package dev.bulwark.testkit;

/** How the chosen operation of a {@link FaultyFileSystem} fails, and what follows it. */
public enum Fault {
    /** The operation fails and does nothing; what comes after works. A passing fault. */
    ONCE,
    /** The operation and everything after it fail: the process died, or the disk did. */
    CRASH,
    /**
     * As {@link #CRASH}, but a write first puts half of its bytes into the file: the torn write of
     * a power failure.
     */
    TORN_CRASH
}
