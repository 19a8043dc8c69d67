package dev.bulwark.worker;

import dev.bulwark.sandbox.pipe.CallServer;
import dev.bulwark.sandbox.pipe.PipeLimits;
import dev.bulwark.sandbox.process.PrivateFolder;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The main class of a worker process. Standard input and output are the pipe to the parent, so
 * whatever else prints is sent to standard error.
 */
public final class Worker {
    /** Exit status when the parent no longer reads. */
    private static final int PARENT_GONE = 71;

    private Worker() {}

    /** Serves until the parent closes the pipe. */
    @SuppressWarnings("SystemOut") // the pipe is standard output: it is taken away from printing
    public static void main(String... arguments) {
        InputStream fromParent = new FileInputStream(FileDescriptor.in);
        OutputStream toParent = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        CallServer server =
                new CallServer(
                        fromParent,
                        toParent,
                        PipeLimits.DEFAULT,
                        new ModelHandler(),
                        System.err,
                        Worker::end);
        try {
            server.run();
        } catch (IOException e) {
            System.err.println("pipe: " + e.getMessage());
        }
        end(PARENT_GONE);
    }

    /** Ends at once, for native code may still run, and takes its private folder along. */
    private static void end(int status) {
        try {
            PrivateFolder.delete(Path.of(System.getProperty("java.io.tmpdir")));
        } catch (IOException e) {
            System.err.println("the private folder stays: " + e.getMessage());
        }
        Runtime.getRuntime().halt(status);
    }
}
