package dev.bulwark.cli.command;

/** What the process says to scripts. Documented in every command's help. */
public final class ExitCode {
    /** It was done, and nothing speaks against it. */
    public static final int OK = 0;

    /** Verification found a fault; the output names it. */
    public static final int FAULT = 1;

    /** The command line or bulwark.yaml is wrong; nothing was done. */
    public static final int USAGE = 2;

    /** A gate refuses; the output names what, the number and the fix. */
    public static final int REFUSED = 3;

    /** A file, a key or the machine failed; the output says what and the fix. */
    public static final int FAILED = 4;

    /** A defect of Bulwark itself. */
    public static final int DEFECT = 70;

    private ExitCode() {}
}
