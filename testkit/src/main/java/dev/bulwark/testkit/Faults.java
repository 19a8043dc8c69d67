package dev.bulwark.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Counts operations and decides which of them fails. */
final class Faults {
    /** The log is for messages and counting; a test that does more than this is not a unit test. */
    private static final int LOG_LIMIT = 1_000_000;

    /** What the caller of {@link #next} has to do. */
    enum Order {
        PROCEED,
        TEAR
    }

    private final List<FileOperation> log = new ArrayList<>();
    private long failAt;
    private Fault fault = Fault.ONCE;

    synchronized void arm(long number, Fault kind) {
        if (number < 1) {
            throw new IllegalArgumentException("the first operation is number 1, not " + number);
        }
        log.clear();
        failAt = number;
        fault = kind;
    }

    synchronized void disarm() {
        log.clear();
        failAt = 0;
    }

    synchronized List<FileOperation> seen() {
        return List.copyOf(log);
    }

    /** Counts an operation that does what it does or not at all. */
    void check(FileOperation operation, Object what) throws IOException {
        if (next(operation, what) == Order.TEAR) {
            throw new IllegalStateException("only a write can be torn, not " + operation);
        }
    }

    /** Counts an operation; {@link Order#TEAR} only ever comes for a write. */
    synchronized Order next(FileOperation operation, Object what) throws IOException {
        if (log.size() >= LOG_LIMIT) {
            throw new IOException("more than " + LOG_LIMIT + " operations in one test");
        }
        log.add(operation);
        int number = log.size();
        boolean due = failAt > 0 && number == failAt;
        boolean after = failAt > 0 && number > failAt && fault != Fault.ONCE;
        if (due && fault == Fault.TORN_CRASH && operation == FileOperation.WRITE) {
            return Order.TEAR;
        }
        if (due || after) {
            throw new InjectedFault(operation, number, what.toString());
        }
        return Order.PROCEED;
    }

    synchronized InjectedFault torn(Object what) {
        return new InjectedFault(FileOperation.WRITE, log.size(), what + " (torn)");
    }
}
