package dev.bulwark.sandbox.pipe;

import dev.bulwark.kernel.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The child's end of the pipe: says hello, then answers calls one after the other.
 *
 * <p><b>Guarantees:</b> when the parent is gone the process ends, even while a call is being
 * handled: a thread of its own reads the pipe and ends the process at its end.
 */
public final class CallServer {
    /** Exit status after the parent closed the pipe: an orderly end. */
    public static final int PARENT_CLOSED = 0;

    /** Exit status after something other than a call came. */
    public static final int BROKEN = 70;

    /** Calls read ahead; the rest waits in the operating system's pipe. */
    private static final int READ_AHEAD = 4;

    private final FrameReader in;
    private final FrameWriter out;
    private final CallHandler handler;
    private final PrintStream log;
    private final Ending ending;
    private final BlockingQueue<Frame> calls = new ArrayBlockingQueue<>(READ_AHEAD);

    /** How the process ends. */
    @FunctionalInterface
    public interface Ending {
        /** Ends the process, or in a test records that it would. */
        void end(int status);
    }

    /**
     * @param in from the parent
     * @param out to the parent; nothing else may write to it
     * @param limits of the pipe
     * @param handler does the calls
     * @param log for the names of failures
     * @param ending ends the process
     */
    public CallServer(
            InputStream in,
            OutputStream out,
            PipeLimits limits,
            CallHandler handler,
            PrintStream log,
            Ending ending) {
        this.in = new FrameReader(in, limits.callBytes());
        this.out = new FrameWriter(out);
        this.handler = handler;
        this.log = log;
        this.ending = ending;
    }

    /** Answers calls on this thread until the process ends. */
    public void run() throws IOException {
        Thread reader = Thread.ofPlatform().name("pipe-reader").daemon().start(this::readCalls);
        try {
            send(new Frame(FrameKind.HELLO, 0, 0, new byte[0]));
            while (!Thread.currentThread().isInterrupted()) {
                answer(calls.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reader.interrupt();
        }
    }

    private void readCalls() {
        try {
            for (Optional<Frame> frame = in.read(); frame.isPresent(); frame = in.read()) {
                Frame call = frame.get();
                if (call.kind() != FrameKind.CALL) {
                    throw new PipeException("a " + call.kind() + " came where a call may come");
                }
                calls.put(call);
            }
            ending.end(PARENT_CLOSED);
        } catch (IOException | PipeException e) {
            log.println("pipe: " + e.getMessage());
            ending.end(BROKEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Frame call) throws IOException {
        CallHandler.Result result = handle(call);
        Frame answer =
                switch (result) {
                    case CallHandler.Result.Done(Bytes payload) ->
                            new Frame(
                                    FrameKind.REPLY,
                                    call.operation(),
                                    call.id(),
                                    payload.toArray());
                    case CallHandler.Result.NotDone(Refusal refusal) ->
                            new Frame(
                                    FrameKind.REFUSAL,
                                    call.operation(),
                                    call.id(),
                                    refusal.toBytes());
                };
        send(answer);
    }

    private CallHandler.Result handle(Frame call) {
        try {
            return handler.handle(call.operation(), Bytes.of(call.payload()));
        } catch (RuntimeException e) {
            // The type alone: a message may hold a value out of the request.
            log.println("call failed: " + e.getClass().getName());
            return new CallHandler.Result.NotDone(
                    new Refusal("CALL_FAILED", e.getClass().getName()));
        }
    }

    private void send(Frame frame) throws IOException {
        out.write(frame);
        out.flush();
    }
}
