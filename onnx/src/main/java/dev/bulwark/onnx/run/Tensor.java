package dev.bulwark.onnx.run;

import dev.bulwark.onnx.graph.ElementType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value fed to a session or computed by it: row-major elements and a shape.
 *
 * <p>Factories copy what they are given. A tensor made by {@link #allocate} lives outside the heap,
 * is handed to the engine without a copy, and may be filled again with {@code set} between runs:
 * that is what a training loop feeds. All others never change. Not safe for use by several threads
 * while it is being set.
 */
public final class Tensor {
    private final ElementType elementType;
    private final long[] shape;
    private final @Nullable Buffer numbers;
    private final String[] strings;
    private final boolean reusable;

    Tensor(ElementType elementType, long[] shape, Buffer numbers, boolean reusable) {
        this.elementType = elementType;
        this.shape = shape.clone();
        this.numbers = numbers;
        this.strings = new String[0];
        this.reusable = reusable;
        requireElements(numbers.capacity());
    }

    private Tensor(String[] strings, long[] shape) {
        this.elementType = ElementType.STRING;
        this.shape = shape.clone();
        this.numbers = null;
        this.strings = strings;
        this.reusable = false;
        requireElements(strings.length);
    }

    private void requireElements(int given) {
        if (elementCount(shape) != given) {
            throw new IllegalArgumentException(
                    "shape %s holds %d elements, but got %d"
                            .formatted(Arrays.toString(shape), elementCount(shape), given));
        }
    }

    /** A FLOAT tensor; without a shape a scalar. */
    public static Tensor of(float[] values, long... shape) {
        return new Tensor(ElementType.FLOAT, shape, FloatBuffer.wrap(values.clone()), false);
    }

    /** A DOUBLE tensor; without a shape a scalar. */
    public static Tensor of(double[] values, long... shape) {
        return new Tensor(ElementType.DOUBLE, shape, DoubleBuffer.wrap(values.clone()), false);
    }

    /** An INT64 tensor; without a shape a scalar. */
    public static Tensor of(long[] values, long... shape) {
        return new Tensor(ElementType.INT64, shape, LongBuffer.wrap(values.clone()), false);
    }

    /** An INT32 tensor; without a shape a scalar. */
    public static Tensor of(int[] values, long... shape) {
        return new Tensor(ElementType.INT32, shape, IntBuffer.wrap(values.clone()), false);
    }

    /** A STRING tensor; without a shape a scalar. */
    public static Tensor of(String[] values, long... shape) {
        return new Tensor(values.clone(), shape);
    }

    /** A BOOL tensor; without a shape a scalar. */
    public static Tensor of(boolean[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            bytes.put(i, (byte) (values[i] ? 1 : 0));
        }
        return new Tensor(ElementType.BOOL, shape, bytes, false);
    }

    /** Class indices, as INT64 {@code [n]}. */
    public static Tensor labels(int[] codes) {
        long[] values = Arrays.stream(codes).asLongStream().toArray();
        return new Tensor(
                ElementType.INT64, new long[] {codes.length}, LongBuffer.wrap(values), false);
    }

    /**
     * A tensor of zeros outside the heap that can be filled again and again.
     *
     * @param type FLOAT, DOUBLE, INT64, INT32, BOOL or UINT8
     */
    public static Tensor allocate(ElementType type, long... shape) {
        int elements = elementCount(shape);
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Math.multiplyExact(elements, type.size()))
                        .order(ByteOrder.nativeOrder());
        return new Tensor(type, shape, typed(type, bytes), true);
    }

    static Buffer typed(ElementType type, ByteBuffer bytes) {
        return switch (type) {
            case FLOAT -> bytes.asFloatBuffer();
            case DOUBLE -> bytes.asDoubleBuffer();
            case INT64 -> bytes.asLongBuffer();
            case INT32 -> bytes.asIntBuffer();
            case BOOL, UINT8, INT8 -> bytes;
            case STRING, UINT16, INT16, FLOAT16, UINT32, UINT64, COMPLEX64, COMPLEX128, BFLOAT16 ->
                    throw new IllegalArgumentException(
                            "tensors of " + type + " cannot be fed; cast inside the model");
        };
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
        return numbers == null ? strings.length : numbers.capacity();
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
        floatBuffer().get(0, target);
    }

    /** The elements of a DOUBLE tensor, in a fresh array. */
    public double[] doubles() {
        double[] values = new double[size()];
        ((DoubleBuffer) buffer(ElementType.DOUBLE)).get(0, values);
        return values;
    }

    /** The elements of an INT64 tensor, in a fresh array. */
    public long[] longs() {
        long[] values = new long[size()];
        ((LongBuffer) buffer(ElementType.INT64)).get(0, values);
        return values;
    }

    /** The elements of an INT32 tensor, in a fresh array. */
    public int[] ints() {
        int[] values = new int[size()];
        ((IntBuffer) buffer(ElementType.INT32)).get(0, values);
        return values;
    }

    /** The elements of a STRING tensor. */
    public List<String> strings() {
        if (elementType != ElementType.STRING) {
            throw wrongType(ElementType.STRING);
        }
        return List.of(strings);
    }

    /** The one element of a FLOAT tensor that has one, such as a loss. */
    public float scalar() {
        requireSize(1);
        return floatBuffer().get(0);
    }

    /** Fills a tensor made by {@link #allocate}. */
    public void set(float[] values) {
        set(values, 0);
    }

    /** Fills a tensor made by {@link #allocate} from {@code values[offset]} on. */
    public void set(float[] values, int offset) {
        requireReusable();
        floatBuffer().put(0, values, offset, size());
    }

    /** Fills a tensor made by {@link #allocate}. */
    public void set(double[] values) {
        requireReusable();
        requireSize(values.length);
        ((DoubleBuffer) buffer(ElementType.DOUBLE)).put(0, values);
    }

    /** Fills a tensor made by {@link #allocate}. */
    public void set(long[] values) {
        requireReusable();
        requireSize(values.length);
        ((LongBuffer) buffer(ElementType.INT64)).put(0, values);
    }

    /**
     * Copies row {@code sourceRow} of {@code source} into row {@code row} of this tensor, a row
     * being everything behind the first axis: how a mini-batch is gathered.
     */
    public void setRow(int row, float[] source, int sourceRow) {
        requireReusable();
        int width = shape.length == 0 || shape[0] == 0 ? 0 : size() / Math.toIntExact(shape[0]);
        floatBuffer().put(row * width, source, sourceRow * width, width);
    }

    private FloatBuffer floatBuffer() {
        return (FloatBuffer) buffer(ElementType.FLOAT);
    }

    /** The engine's view of the numbers; callers must not move its position. */
    Buffer buffer(ElementType wanted) {
        if (numbers == null || elementType != wanted) {
            throw wrongType(wanted);
        }
        return numbers;
    }

    String[] stringArray() {
        return strings;
    }

    boolean isReusable() {
        return reusable;
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
        if (!reusable) {
            throw new IllegalStateException("only a tensor made by allocate can be set");
        }
    }

    @Override
    public String toString() {
        return "Tensor[" + elementType + " " + Arrays.toString(shape) + "]";
    }
}
