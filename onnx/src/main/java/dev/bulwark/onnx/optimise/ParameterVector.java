package dev.bulwark.onnx.optimise;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.run.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One number for each trainable number of a model, outside the heap, where the engine reads and
 * writes them in place: the parameters themselves, or their gradients. Closed by whoever made it.
 * Not safe for use by several threads.
 */
public final class ParameterVector implements AutoCloseable {
    /** Sixteen floats are a cache line: every parameter begins on one. */
    private static final int ALIGNMENT = 16;

    private final List<Slot> slots;
    private final Tensor block;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** A parameter without its values. */
    record Slot(String name, List<Long> dimensions, boolean decayed) {
        long[] shape() {
            return dimensions.stream().mapToLong(Long::longValue).toArray();
        }

        int size() {
            return Math.toIntExact(dimensions.stream().reduce(1L, Math::multiplyExact));
        }

        static Slot of(Parameter parameter) {
            return new Slot(parameter.name(), parameter.dimensions(), parameter.decayed());
        }
    }

    private ParameterVector(List<Slot> slots) {
        this.slots = slots;
        long total = 0;
        for (Slot slot : slots) {
            total += padded(slot);
        }
        this.block = Tensor.allocate(ElementType.FLOAT, total);
        long from = 0;
        for (Slot slot : slots) {
            if (tensors.put(slot.name(), block.slice(from, slot.shape())) != null) {
                block.close();
                throw new IllegalArgumentException("parameter '" + slot.name() + "' comes twice");
            }
            from += padded(slot);
        }
    }

    private static long padded(Slot slot) {
        return (slot.size() + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
    }

    /** A vector with the values of {@code parameters}, which are copied. */
    public static ParameterVector of(List<Parameter> parameters) {
        ParameterVector vector = zeros(parameters);
        vector.set(parameters);
        return vector;
    }

    /** A vector of zeros in the layout of {@code parameters}. */
    public static ParameterVector zeros(List<Parameter> parameters) {
        return new ParameterVector(parameters.stream().map(Slot::of).toList());
    }

    /** A vector of zeros in the layout of this one. */
    public ParameterVector zeros() {
        return new ParameterVector(slots);
    }

    /** Names of the parameters, in order. */
    public List<String> names() {
        return slots.stream().map(Slot::name).toList();
    }

    List<Slot> slots() {
        return slots;
    }

    /** The live buffer of one parameter, of its shape. */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is nothing for parameter '" + name + "'");
        }
        return tensor;
    }

    MemorySegment segment(Slot slot) {
        return tensor(slot.name()).segment();
    }

    /**
     * Takes over the values of {@code parameters}.
     *
     * @throws IllegalArgumentException if they are of another layout
     */
    public void set(List<Parameter> parameters) {
        List<Slot> given = parameters.stream().map(Slot::of).toList();
        if (!given.equals(slots)) {
            throw new IllegalArgumentException(
                    "the vector is of %s, but was given %s".formatted(slots, given));
        }
        parameters.forEach(parameter -> tensor(parameter.name()).set(parameter.values()));
    }

    /** The values now, on the heap, in parameters that move no more. */
    public List<Parameter> snapshot() {
        List<Parameter> parameters = new ArrayList<>();
        for (Slot slot : slots) {
            parameters.add(
                    new Parameter(
                            slot.name(),
                            slot.dimensions(),
                            slot.decayed(),
                            tensor(slot.name()).floats()));
        }
        return parameters;
    }

    /** Frees the memory. */
    @Override
    public void close() {
        block.close();
        tensors.values().forEach(Tensor::close);
    }
}
