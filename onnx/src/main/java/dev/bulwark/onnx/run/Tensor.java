package dev.bulwark.onnx.run;

import dev.bulwark.onnx.graph.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A value fed to a session or computed by it: row-major elements and a shape.
 *
 * <p>There are two kinds. A <b>value</b>, made by {@code of}, never changes and holds nothing that
 * must be freed: a run copies it out of the heap and frees the copy when it ends. A <b>buffer</b>,
 * made by {@link #allocate}, lives outside the heap, is read and written by the engine without a
 * copy, may be filled again with {@code set} between runs, and must be closed by whoever allocated
 * it: that is what training and serving feed. {@link #slice} and {@link #over} show a buffer's or
 * other memory without owning it. {@link NativeMemory} counts what is open.
 *
 * <p>Not safe for use by several threads while it is being set.
 */
public final class Tensor implements AutoCloseable {
    private final ElementType elementType;
    private final long[] shape;
    private final MemorySegment numbers;
    private final String[] strings;
    private final Optional<TensorMemory> memory;
    private final boolean owner;
    private final EngineHandle handle = new EngineHandle();

    private Tensor(
            ElementType elementType,
            long[] shape,
            MemorySegment numbers,
            Optional<TensorMemory> memory,
            boolean owner) {
        this.elementType = elementType;
        this.shape = shape.clone();
        this.numbers = numbers;
        this.strings = new String[0];
        this.memory = memory;
        this.owner = owner;
        requireElements(numbers.byteSize() / Math.max(1, elementType.size()));
    }

    private Tensor(String[] strings, long[] shape) {
        this.elementType = ElementType.STRING;
        this.shape = shape.clone();
        this.numbers = MemorySegment.NULL;
        this.strings = strings;
        this.memory = Optional.empty();
        this.owner = false;
        requireElements(strings.length);
    }

    private void requireElements(long given) {
        if (elementCount(shape) != given) {
            throw new IllegalArgumentException(
                    "shape %s holds %d elements, but got %d"
                            .formatted(Arrays.toString(shape), elementCount(shape), given));
        }
    }

    static Tensor value(ElementType type, MemorySegment heap, long... shape) {
        return new Tensor(type, shape, heap, Optional.empty(), false);
    }

    /** A FLOAT value; without a shape a scalar. */
    public static Tensor of(float[] values, long... shape) {
        return value(ElementType.FLOAT, MemorySegment.ofArray(values.clone()), shape);
    }

    /** A DOUBLE value; without a shape a scalar. */
    public static Tensor of(double[] values, long... shape) {
        return value(ElementType.DOUBLE, MemorySegment.ofArray(values.clone()), shape);
    }

    /** An INT64 value; without a shape a scalar. */
    public static Tensor of(long[] values, long... shape) {
        return value(ElementType.INT64, MemorySegment.ofArray(values.clone()), shape);
    }

    /** An INT32 value; without a shape a scalar. */
    public static Tensor of(int[] values, long... shape) {
        return value(ElementType.INT32, MemorySegment.ofArray(values.clone()), shape);
    }

    /** A STRING value; without a shape a scalar. */
    public static Tensor of(String[] values, long... shape) {
        return new Tensor(values.clone(), shape);
    }

    /** A BOOL value; without a shape a scalar. */
    public static Tensor of(boolean[] values, long... shape) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return value(ElementType.BOOL, MemorySegment.ofArray(bytes), shape);
    }

    /**
     * A value of any numeric type: of the real types the nearest each has, of the whole types the
     * very number.
     *
     * @throws IllegalArgumentException if the type is whole and a value is not, or out of its range
     */
    public static Tensor of(ElementType type, double[] values, long... shape) {
        MemorySegment heap =
                MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, type.size())]);
        for (int i = 0; i < values.length; i++) {
            Numbers.write(type, heap, i, values[i]);
        }
        return value(type, heap, shape);
    }

    /** Class indices, as INT64 {@code [n]}. */
    public static Tensor labels(int[] codes) {
        long[] values = Arrays.stream(codes).asLongStream().toArray();
        return value(ElementType.INT64, MemorySegment.ofArray(values), codes.length);
    }

    /**
     * A buffer of zeros outside the heap that can be filled again and again, and must be closed.
     *
     * @param type any but STRING
     */
    public static Tensor allocate(ElementType type, long... shape) {
        long bytes = Math.multiplyExact(elementCount(shape), type.size());
        requireNumeric(type);
        TensorMemory memory = TensorMemory.allocate(bytes);
        return new Tensor(
                type, shape, memory.segment().asSlice(0, bytes), Optional.of(memory), true);
    }

    /**
     * A buffer that shows memory outside the heap which somebody else frees, such as a mapped file:
     * nothing is copied.
     *
     * @param segment as long as the shape asks for, in the machine's byte order, alive for as long
     *     as the tensor is used
     */
    public static Tensor over(MemorySegment segment, ElementType type, long... shape) {
        requireNumeric(type);
        if (!segment.isNative()) {
            throw new IllegalArgumentException("the engine reads no memory of the heap in place");
        }
        return new Tensor(type, shape, segment, Optional.of(TensorMemory.of(segment)), false);
    }

    /**
     * A buffer that shows part of this one.
     *
     * @param from its first element
     */
    public Tensor slice(long from, long... newShape) {
        requireReusable();
        long size = elementType.size();
        MemorySegment part = numbers.asSlice(from * size, elementCount(newShape) * size);
        return new Tensor(elementType, newShape, part, memory, false);
    }

    private static void requireNumeric(ElementType type) {
        if (type == ElementType.STRING) {
            throw new IllegalArgumentException("texts have no buffer; use Tensor.of");
        }
        if (!type.isExchanged()) {
            throw new IllegalArgumentException(
                    "the engine's Java interface takes no " + type + "; cast it inside the model");
        }
    }

    /** Number of elements of a shape, at most 2^31 - 1. */
    static int elementCount(long[] shape) {
        long product = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "a length is >= 0, but the shape is " + Arrays.toString(shape));
            }
            product = Math.multiplyExact(product, size);
        }
        return Math.toIntExact(product);
    }

    /** Type of every element. */
    public ElementType elementType() {
        return elementType;
    }

    /** Lengths of the axes, outermost first; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public int size() {
        return elementCount(shape);
    }

    /** The elements of a FLOAT tensor, in a fresh array. */
    public float[] floats() {
        float[] values = new float[size()];
        readFloats(values);
        return values;
    }

    /** Copies the elements of a FLOAT tensor into {@code target}, of the same size. */
    public void readFloats(float[] target) {
        requireSize(target.length);
        MemorySegment.copy(
                numbers(ElementType.FLOAT),
                ValueLayout.JAVA_FLOAT_UNALIGNED,
                0,
                target,
                0,
                target.length);
    }

    /** The elements of a DOUBLE tensor, in a fresh array. */
    public double[] doubles() {
        return numbers(ElementType.DOUBLE).toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
    }

    /** The elements of an INT64 tensor, in a fresh array. */
    public long[] longs() {
        return numbers(ElementType.INT64).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }

    /** The elements of an INT32 tensor, in a fresh array. */
    public int[] ints() {
        return numbers(ElementType.INT32).toArray(ValueLayout.JAVA_INT_UNALIGNED);
    }

    /** The elements of a STRING tensor. */
    public List<String> strings() {
        if (elementType != ElementType.STRING) {
            throw wrongType(ElementType.STRING);
        }
        return List.of(strings);
    }

    /** The elements of any numeric tensor; whole numbers above 2^53 are rounded. */
    public double[] toDoubles() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Numbers.read(elementType, numbers, i);
        }
        return values;
    }

    /** The one element of a FLOAT tensor that has one, such as a loss. */
    public float scalar() {
        requireSize(1);
        return numbers(ElementType.FLOAT).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
    }

    /**
     * The memory of a buffer, in the machine's byte order: writing to it changes the tensor.
     *
     * @throws IllegalStateException if the tensor is a value
     */
    public MemorySegment segment() {
        requireReusable();
        return numbers;
    }

    /** Fills a FLOAT buffer. */
    public void set(float[] values) {
        requireSize(values.length);
        set(values, 0);
    }

    /** Fills a FLOAT buffer from {@code values[offset]} on. */
    public void set(float[] values, int offset) {
        requireReusable();
        MemorySegment.copy(
                values,
                offset,
                numbers(ElementType.FLOAT),
                ValueLayout.JAVA_FLOAT_UNALIGNED,
                0,
                size());
    }

    /** Fills a DOUBLE buffer. */
    public void set(double[] values) {
        requireReusable();
        requireSize(values.length);
        numbers(ElementType.DOUBLE).copyFrom(MemorySegment.ofArray(values));
    }

    /** Fills an INT64 buffer. */
    public void set(long[] values) {
        requireReusable();
        requireSize(values.length);
        numbers(ElementType.INT64).copyFrom(MemorySegment.ofArray(values));
    }

    /**
     * Copies row {@code sourceRow} of {@code source} into row {@code row} of this FLOAT buffer, a
     * row being everything behind the first axis: how a mini-batch is gathered.
     */
    public void setRow(int row, float[] source, int sourceRow) {
        requireReusable();
        int width = shape.length == 0 || shape[0] == 0 ? 0 : size() / Math.toIntExact(shape[0]);
        MemorySegment.copy(
                source,
                sourceRow * width,
                numbers(ElementType.FLOAT),
                ValueLayout.JAVA_FLOAT_UNALIGNED,
                (long) row * width * Float.BYTES,
                width);
    }

    private MemorySegment numbers(ElementType wanted) {
        if (elementType != wanted) {
            throw wrongType(wanted);
        }
        return numbers;
    }

    MemorySegment numbers() {
        return numbers;
    }

    String[] stringArray() {
        return strings;
    }

    Optional<TensorMemory> memory() {
        return memory;
    }

    EngineHandle handle() {
        return handle;
    }

    boolean isReusable() {
        return memory.isPresent();
    }

    private IllegalArgumentException wrongType(ElementType wanted) {
        return new IllegalArgumentException(
                "the tensor holds " + elementType + ", but was used as " + wanted);
    }

    private void requireSize(int wanted) {
        if (size() != wanted) {
            throw new IllegalArgumentException(
                    "the tensor has %d elements, but %d were expected".formatted(size(), wanted));
        }
    }

    private void requireReusable() {
        if (!isReusable()) {
            throw new IllegalStateException(
                    "only a buffer made by allocate can be set, sliced or shown");
        }
    }

    /**
     * Frees what it holds outside the heap; of a slice only the engine's handle, of a value
     * nothing. Twice is once.
     *
     * @throws IllegalStateException if a run still uses the memory; nothing is freed then
     */
    @Override
    public void close() {
        memory.ifPresent(shown -> {
            if (owner) {
                shown.close();
            }
        });
        handle.close();
    }

    @Override
    public String toString() {
        return "Tensor[" + elementType + " " + Arrays.toString(shape) + "]";
    }
}
