package dev.bulwark.ledger.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Waits for the disk several times at once: a journaling file system answers such waits together.
 * The waits remain as many as before, so nothing is any less durable.
 */
final class Parallel {
    /** More waits at once gain nothing. */
    private static final int MOST_AT_ONCE = 16;

    /** Something that waits for the disk. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    private Parallel() {}

    /**
     * Runs all tasks, at most {@value #MOST_AT_ONCE} at once, and returns when the last has ended.
     *
     * @throws IOException the first that one of them threw, after all have ended
     */
    static void run(List<Task> tasks) throws IOException {
        Queue<Task> left = new ConcurrentLinkedQueue<>(tasks);
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(MOST_AT_ONCE, tasks.size()); i++) {
            others.add(Thread.ofVirtual().name("disk-wait").start(() -> drain(left, failures)));
        }
        drain(left, failures);
        boolean interrupted = false;
        for (Thread other : others) {
            interrupted |= join(other);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow(failures);
    }

    private static void drain(Queue<Task> left, Queue<Exception> failures) {
        for (Task task = left.poll(); task != null; task = left.poll()) {
            try {
                task.run();
            } catch (IOException | RuntimeException e) {
                failures.add(e); // thrown by the caller, once nothing runs any more
            }
        }
    }

    /** Says whether the caller was interrupted meanwhile. What is in flight is waited for. */
    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true; // passed on by the caller
            }
        }
    }

    private static void rethrow(Queue<Exception> failures) throws IOException {
        Exception first = failures.poll();
        if (first == null) {
            return;
        }
        failures.forEach(first::addSuppressed);
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
        throw (IOException) first;
    }
}
