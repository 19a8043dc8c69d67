package dev.bulwark.sandbox.process;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.sandbox.pipe.CallPipe;
import dev.bulwark.sandbox.pipe.PipeException;
import dev.bulwark.sandbox.pipe.PipeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A running child process and the pipe to it.
 *
 * <p><b>Guarantees:</b> the child sees an environment of the given variables alone, works in an
 * empty folder of its own, and is killed when its pipe ends; the folder is deleted after it.
 *
 * <p><b>Does not guarantee</b> confinement: the child may do what this user may. A bound on native
 * memory, system calls and files is not set here.
 */
public final class Child implements AutoCloseable {
    /** How long a child whose pipe was closed may take to end by itself. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Process process;
    private final CallPipe pipe;
    private final CompletableFuture<Exit> exit;

    /**
     * How a child ended.
     *
     * @param status the exit status; 128 + n when signal n ended it
     * @param why the pipe ended
     * @param errors the last of its standard error, for the operator's log alone
     */
    public record Exit(int status, String why, String errors) {}

    private Child(Process process, CallPipe pipe, CompletableFuture<Exit> exit) {
        this.process = process;
        this.pipe = pipe;
        this.exit = exit;
    }

    /**
     * Launches {@code program} and waits for its hello.
     *
     * @param folders where its private folder is made
     * @param limits of the pipe
     * @param watch finds overdue calls
     * @throws BulwarkException with code {@code CHILD_NOT_STARTED} if it cannot be launched or says
     *     no hello; the message ends with the last of its standard error
     */
    public static Child launch(
            ChildProgram program, Path folders, PipeLimits limits, ScheduledExecutorService watch)
            throws InterruptedException {
        Path home = null;
        try {
            for (Path entry : program.classPath()) {
                if (!Files.exists(entry)) {
                    throw new IOException("'" + entry + "' of its class path does not exist");
                }
            }
            home = PrivateFolder.create(folders, "child-");
            return open(start(program, home), home, limits, watch);
        } catch (IOException e) {
            if (home != null) {
                deleteQuietly(home);
            }
            throw notStarted(program, String.valueOf(e.getMessage()), e);
        }
    }

    private static Process start(ChildProgram program, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.command(home)).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(program.environment());
        return builder.start();
    }

    private static Child open(
            Process process, Path home, PipeLimits limits, ScheduledExecutorService watch)
            throws InterruptedException {
        ErrorOutput errors = new ErrorOutput();
        Thread drain =
                Thread.ofPlatform()
                        .name("child-errors")
                        .daemon()
                        .start(() -> errors.drain(process.getErrorStream()));
        CallPipe pipe;
        try {
            pipe =
                    CallPipe.open(
                            process.getInputStream(), process.getOutputStream(), limits, watch);
        } catch (PipeException e) {
            bury(process, drain, home);
            throw new BulwarkException(
                    "CHILD_NOT_STARTED",
                    "%s (exit status %d): %s"
                            .formatted(e.what(), process.waitFor(), errors.tail().strip()),
                    "check that the program is installed completely and fits this JDK",
                    e);
        }
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        pipe.ended()
                .thenAcceptAsync(
                        why -> {
                            bury(process, drain, home);
                            exit.complete(new Exit(process.exitValue(), why, errors.tail()));
                        },
                        task -> Thread.ofPlatform().name("child-undertaker").daemon().start(task));
        return new Child(process, pipe, exit);
    }

    /** Sees the process end, by force after a grace, and removes its folder. */
    private static void bury(Process process, Thread drain, Path home) {
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            drain.join(GRACE);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        deleteQuietly(home);
    }

    private static void deleteQuietly(Path home) {
        try {
            PrivateFolder.delete(home);
        } catch (IOException e) {
            // An empty folder that stays behind harms nobody; the child is gone either way.
            home.toFile().deleteOnExit();
        }
    }

    private static BulwarkException notStarted(ChildProgram program, String why, IOException e) {
        return new BulwarkException(
                "CHILD_NOT_STARTED",
                "'" + program.mainClass() + "' could not be launched: " + why,
                "check that the program is installed completely and fits this JDK",
                e);
    }

    /** The pipe to it. */
    public CallPipe pipe() {
        return pipe;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Completes when the process is gone and its folder removed. */
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    /** Ends it; returns at once, {@link #exit} tells when it is gone. */
    @Override
    public void close() {
        pipe.close();
    }
}
