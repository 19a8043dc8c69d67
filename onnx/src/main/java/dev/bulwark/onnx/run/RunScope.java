package dev.bulwark.onnx.run;

import ai.onnxruntime.OnnxTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What one run holds outside the heap; closed when it ends, however it ends. */
final class RunScope implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofConfined();
    private final List<OnnxTensor> copies = new ArrayList<>();
    private final List<TensorMemory> used = new ArrayList<>();
    private long bytes;

    /** Keeps a buffer from being closed under the run. */
    void use(TensorMemory memory) {
        memory.enter();
        used.add(memory);
    }

    /** The same numbers outside the heap. */
    MemorySegment copy(MemorySegment heap) {
        MemorySegment copy = arena.allocate(Math.max(1, heap.byteSize()), ALIGNMENT);
        bytes += copy.byteSize();
        NativeMemory.tensorBytes(copy.byteSize());
        return copy.asSlice(0, heap.byteSize()).copyFrom(heap);
    }

    OnnxTensor closing(OnnxTensor tensor) {
        copies.add(tensor);
        NativeMemory.engineTensors(1);
        return tensor;
    }

    @Override
    public void close() {
        copies.forEach(OnnxTensor::close);
        NativeMemory.engineTensors(-copies.size());
        used.forEach(TensorMemory::exit);
        arena.close();
        NativeMemory.tensorBytes(-bytes);
    }
}
