package dev.bulwark.onnx.run;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory outside the heap that one or several tensors show: counted, freed at a known moment, and
 * never under a run that reads it.
 */
final class TensorMemory {
    /** A cache line, which is also the widest vector the engine loads. */
    private static final long ALIGNMENT = 64;

    private final MemorySegment segment;
    private final Optional<Arena> arena;
    private int users;
    private boolean closed;

    private TensorMemory(MemorySegment segment, Optional<Arena> arena) {
        this.segment = segment;
        this.arena = arena;
    }

    /** Zeros. */
    // The arena is closed by close().
    @SuppressWarnings("MustBeClosedChecker")
    static TensorMemory allocate(long bytes) {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment segment = arena.allocate(Math.max(1, bytes), ALIGNMENT);
            NativeMemory.tensorBytes(segment.byteSize());
            return new TensorMemory(segment, Optional.of(arena));
        } catch (OutOfMemoryError | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Somebody else's memory, such as a mapped file. */
    static TensorMemory of(MemorySegment segment) {
        return new TensorMemory(segment, Optional.empty());
    }

    MemorySegment segment() {
        return segment;
    }

    /** A run begins to use it. */
    synchronized void enter() {
        if (closed || !segment.scope().isAlive()) {
            throw new IllegalStateException("the tensor's memory is closed");
        }
        users++;
    }

    /** A run has ended. */
    synchronized void exit() {
        users--;
    }

    /** Frees it; twice is once. */
    synchronized void close() {
        if (users > 0) {
            throw new IllegalStateException("a run still uses the tensor");
        }
        if (!closed) {
            closed = true;
            arena.ifPresent(own -> {
                own.close();
                NativeMemory.tensorBytes(-segment.byteSize());
            });
        }
    }
}
