package dev.bulwark.onnx.run;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What this package holds outside the heap right now. A test that opens and closes everything finds
 * the same numbers before and after; one that does not has a leak.
 */
public final class NativeMemory {
    private static final AtomicLong TENSOR_BYTES = new AtomicLong();
    private static final AtomicLong ENGINE_TENSORS = new AtomicLong();
    private static final AtomicLong SESSIONS = new AtomicLong();

    private NativeMemory() {}

    /**
     * What is held.
     *
     * @param tensorBytes bytes of tensors made by {@link Tensor#allocate} and not yet closed, and
     *     of the copies that runs in progress make of heap tensors
     * @param engineTensors the engine's handles on tensors
     * @param sessions sessions not yet closed
     */
    public record Held(long tensorBytes, long engineTensors, long sessions) {
        /** Nothing at all. */
        public static final Held NOTHING = new Held(0, 0, 0);
    }

    /** What is held now, by the whole process. */
    public static Held held() {
        return new Held(TENSOR_BYTES.get(), ENGINE_TENSORS.get(), SESSIONS.get());
    }

    static void tensorBytes(long change) {
        TENSOR_BYTES.addAndGet(change);
    }

    static void engineTensors(long change) {
        ENGINE_TENSORS.addAndGet(change);
    }

    static void sessions(long change) {
        SESSIONS.addAndGet(change);
    }
}
