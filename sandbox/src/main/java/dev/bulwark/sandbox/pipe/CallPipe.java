package dev.bulwark.sandbox.pipe;

import dev.bulwark.kernel.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The parent's end of the pipe: many callers, one child.
 *
 * <p><b>Guarantees:</b> {@link #call} never blocks and never throws for what the child does; every
 * call is answered once, at the latest a tick after its time is over; no more calls wait than the
 * limit says. A child that gives no answer at all during the whole time of one call is taken for
 * stuck, and one that sends what is no frame for broken: either closes the pipe for good.
 */
public final class CallPipe implements AutoCloseable {
    /** How often overdue calls are looked for; also how late {@code TimedOut} may come. */
    private static final Duration TICK = Duration.ofMillis(50);

    private final FrameReader in;
    private final FrameWriter out;
    private final PipeLimits limits;
    private final Closeable[] ends;
    private final Semaphore room;
    private final BlockingQueue<Frame> outgoing;
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong lastAnswerNanos = new AtomicLong(System.nanoTime());
    private final AtomicBoolean broken = new AtomicBoolean();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CompletableFuture<Boolean> hello = new CompletableFuture<>();
    private final ScheduledFuture<?> ticking;
    private final Thread writer;

    /** A call that was let in: it holds a place until it is answered or the pipe ends. */
    private record Waiting(CompletableFuture<Answer> answer, long sinceNanos, Duration timeout) {}

    private CallPipe(
            InputStream fromChild,
            OutputStream toChild,
            PipeLimits limits,
            ScheduledExecutorService watch) {
        this.in = new FrameReader(fromChild, limits.replyBytes());
        this.out = new FrameWriter(toChild);
        this.limits = limits;
        this.ends = new Closeable[] {toChild, fromChild};
        this.room = new Semaphore(limits.waiting());
        this.outgoing = new ArrayBlockingQueue<>(limits.waiting());
        this.writer = Thread.ofPlatform().name("pipe-writer").daemon().unstarted(this::writeCalls);
        this.ticking =
                watch.scheduleWithFixedDelay(
                        this::expire, TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Opens the pipe and waits for the child's hello.
     *
     * @param fromChild closed with the pipe
     * @param toChild closed with the pipe
     * @param limits of the pipe
     * @param watch finds overdue calls; its tasks are short
     * @throws PipeException if the child ends, sends something else, or says nothing in time
     */
    public static CallPipe open(
            InputStream fromChild,
            OutputStream toChild,
            PipeLimits limits,
            ScheduledExecutorService watch)
            throws InterruptedException {
        CallPipe pipe = new CallPipe(fromChild, toChild, limits, watch);
        Thread.ofPlatform().name("pipe-reader").daemon().start(pipe::readAnswers);
        pipe.writer.start();
        try {
            pipe.hello.get(limits.start().toNanos(), TimeUnit.NANOSECONDS);
            return pipe;
        } catch (ExecutionException e) {
            throw new PipeException("the child did not start: " + pipe.end.join(), e);
        } catch (TimeoutException e) {
            pipe.close();
            throw new PipeException("the child said nothing within " + limits.start(), e);
        } catch (InterruptedException e) {
            pipe.close();
            throw e;
        }
    }

    /** Completes, with the reason, when the pipe has ended. */
    public CompletionStage<String> ended() {
        return end.minimalCompletionStage();
    }

    /** Calls let in and not yet answered. */
    public int load() {
        return limits.waiting() - room.availablePermits();
    }

    /**
     * Asks the child to do something.
     *
     * @param operation 0 to 255; its meaning is between caller and child
     * @param payload handed over: the caller does not write to it afterwards
     * @param timeout from now
     * @throws IllegalArgumentException if the payload is longer than the limit
     */
    public CompletionStage<Answer> call(int operation, byte[] payload, Duration timeout) {
        if (payload.length > limits.callBytes()) {
            throw new IllegalArgumentException(
                    "a call has at most %d bytes, but got %d"
                            .formatted(limits.callBytes(), payload.length));
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be > 0, but was " + timeout);
        }
        if (!room.tryAcquire()) {
            return CompletableFuture.completedStage(new Answer.Busy());
        }
        long id = ids.incrementAndGet();
        Waiting call = new Waiting(new CompletableFuture<>(), System.nanoTime(), timeout);
        waiting.put(id, call);
        // Looked at after it was put: a pipe that broke before either sees it or is seen here.
        if (broken.get() || !outgoing.offer(new Frame(FrameKind.CALL, operation, id, payload))) {
            finish(id, new Answer.Gone("the pipe had ended"));
        }
        return call.answer().minimalCompletionStage();
    }

    private void finish(long id, Answer answer) {
        Waiting call = waiting.remove(id);
        if (call != null) {
            room.release();
            call.answer().complete(answer);
        }
    }

    private void writeCalls() {
        try {
            while (!broken.get()) {
                out.write(outgoing.take());
                // One flush for all that wait: under load, fewer system calls.
                for (Frame next = outgoing.poll(); next != null; next = outgoing.poll()) {
                    out.write(next);
                }
                out.flush();
            }
        } catch (IOException e) {
            breakUp("the child no longer reads: " + e.getMessage());
        } catch (InterruptedException e) {
            // The pipe has ended: its end interrupts this thread, and nothing is left to do.
            Thread.currentThread().interrupt();
        }
    }

    private void readAnswers() {
        try {
            for (Optional<Frame> frame = in.read(); frame.isPresent(); frame = in.read()) {
                accept(frame.get());
            }
            breakUp("the child closed the pipe");
        } catch (IOException | PipeException e) {
            breakUp(String.valueOf(e.getMessage()));
        }
    }

    private void accept(Frame frame) {
        boolean first = !hello.isDone();
        switch (frame.kind()) {
            case HELLO -> {
                if (!first || frame.size() > 0) {
                    throw new PipeException("a hello came where none may come");
                }
                hello.complete(true);
            }
            case REPLY, REFUSAL -> {
                Bytes payload = Bytes.of(frame.payload());
                if (first || !waiting.containsKey(frame.id())) {
                    throw new PipeException("an answer came to no call");
                }
                lastAnswerNanos.set(System.nanoTime());
                finish(
                        frame.id(),
                        frame.kind() == FrameKind.REPLY
                                ? new Answer.Reply(payload)
                                : new Answer.Refused(Refusal.parse(payload)));
            }
            case CALL -> throw new PipeException("the child sent a call");
        }
    }

    /** Answers overdue calls; each keeps its place, for the child may still answer it. */
    private void expire() {
        long now = System.nanoTime();
        for (Waiting call : waiting.values()) {
            boolean overdue = now - call.sinceNanos() > call.timeout().toNanos();
            if (overdue && call.answer().complete(new Answer.TimedOut(call.timeout()))) {
                boolean silent = lastAnswerNanos.get() - call.sinceNanos() < 0;
                if (silent) {
                    breakUp("the child gave no answer for " + call.timeout());
                }
            }
        }
    }

    private void breakUp(String why) {
        if (!broken.compareAndSet(false, true)) {
            return;
        }
        ticking.cancel(false);
        end.complete(why);
        hello.completeExceptionally(new PipeException(why));
        waiting.keySet().forEach(id -> finish(id, new Answer.Gone(why)));
        writer.interrupt();
        // Closing may block while the child does not read; it is not for the caller to wait.
        Thread.ofPlatform().name("pipe-closer").daemon().start(this::closeEnds);
    }

    private void closeEnds() {
        for (Closeable stream : ends) {
            try {
                stream.close();
            } catch (IOException e) {
                // The other side is gone already, which is what closing is to bring about.
            }
        }
    }

    /** Ends the pipe; whoever waits is told that the child is gone. */
    @Override
    public void close() {
        breakUp("the pipe was closed");
    }
}
