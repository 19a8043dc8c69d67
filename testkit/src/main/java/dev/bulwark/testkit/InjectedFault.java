package dev.bulwark.testkit;

import java.io.IOException;

/** The failure that {@link FaultyFileSystem} was asked for; tests look for it among the causes. */
public final class InjectedFault extends IOException {
    private static final long serialVersionUID = 1L;

    InjectedFault(FileOperation operation, long number, String what) {
        super("injected fault at operation %d: %s %s".formatted(number, operation, what));
    }

    /** Whether {@code failure} is one of these, or has one among its causes or suppressed. */
    public static boolean isBehind(Throwable failure) {
        return isBehind(failure, 0);
    }

    private static boolean isBehind(Throwable failure, int depth) {
        // Causes may form a ring; no honest chain is this long.
        if (failure instanceof InjectedFault || depth > 32) {
            return failure instanceof InjectedFault;
        }
        Throwable cause = failure.getCause();
        if (cause != null && isBehind(cause, depth + 1)) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (isBehind(suppressed, depth + 1)) {
                return true;
            }
        }
        return false;
    }
}
