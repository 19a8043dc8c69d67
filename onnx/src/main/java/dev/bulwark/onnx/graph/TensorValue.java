package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A constant tensor stored in a model: elements in row-major order, little-endian, or byte strings.
 * Immutable and equal by content, whatever its annotations.
 */
public final class TensorValue {
    /** Largest rank the format's users have a need for; ONNX Runtime's own limit is close. */
    public static final int MAX_RANK = 32;

    private final ElementType elementType;
    private final List<Long> dimensions;
    private final ByteBuffer raw;
    private final List<Bytes> strings;
    private final Annotations annotations;

    private TensorValue(TensorValue content, Annotations annotations) {
        this.elementType = content.elementType;
        this.dimensions = content.dimensions;
        this.raw = content.raw;
        this.strings = content.strings;
        this.annotations = annotations;
    }

    private TensorValue(
            ElementType elementType, List<Long> dimensions, byte[] raw, List<Bytes> strings) {
        this.annotations = Annotations.NONE;
        this.elementType = elementType;
        this.dimensions = List.copyOf(dimensions);
        this.raw = ByteBuffer.wrap(raw).asReadOnlyBuffer();
        this.strings = List.copyOf(strings);
        long elements = elementCount(this.dimensions);
        if (elementType == ElementType.STRING
                ? raw.length != 0 || elements != this.strings.size()
                : !this.strings.isEmpty() || elementType.bytes(elements) != raw.length) {
            throw new IllegalArgumentException(
                    "a tensor of %s %s has %d elements, but got %s"
                            .formatted(
                                    elementType,
                                    dimensions,
                                    elements,
                                    elementType == ElementType.STRING
                                            ? this.strings.size() + " strings"
                                            : raw.length + " bytes"));
        }
    }

    /**
     * Number of elements of a shape.
     *
     * @throws IllegalArgumentException if a length is negative, or more than {@value #MAX_RANK}
     *     axes, or the product or its bytes pass what an array holds
     */
    public static long elementCount(List<Long> dimensions) {
        if (dimensions.size() > MAX_RANK) {
            throw new IllegalArgumentException(
                    "a tensor has at most %d axes, but got %d"
                            .formatted(MAX_RANK, dimensions.size()));
        }
        // Multiplied even past a zero: [0, 2^62, 2^62] is a trap for whoever drops the zero later.
        long product = 1;
        boolean empty = false;
        for (long size : dimensions) {
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a length is 0 to 2^31-1, but the shape is " + dimensions);
            }
            empty |= size == 0;
            product *= Math.max(size, 1);
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a tensor has fewer than 2^31 elements, but the shape is " + dimensions);
            }
        }
        return empty ? 0 : product;
    }

    /** From raw little-endian bytes, which are not copied: the caller gives them away. */
    static TensorValue adopt(ElementType type, List<Long> dimensions, byte[] raw) {
        return new TensorValue(type, dimensions, raw, List.of());
    }

    /** From row-major little-endian bytes. */
    public static TensorValue ofRaw(ElementType type, List<Long> dimensions, Bytes raw) {
        return new TensorValue(type, dimensions, raw.toArray(), List.of());
    }

    /** From byte strings, commonly UTF-8. */
    public static TensorValue ofByteStrings(List<Long> dimensions, List<Bytes> values) {
        return new TensorValue(ElementType.STRING, dimensions, new byte[0], values);
    }

    /** A FLOAT tensor; without {@code sizes} a scalar. */
    public static TensorValue of(float[] values, long... sizes) {
        byte[] raw = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        littleEndian(raw).asFloatBuffer().put(values);
        return adopt(ElementType.FLOAT, boxed(sizes), raw);
    }

    /** A DOUBLE tensor; without {@code sizes} a scalar. */
    public static TensorValue of(double[] values, long... sizes) {
        byte[] raw = new byte[Math.multiplyExact(values.length, Double.BYTES)];
        littleEndian(raw).asDoubleBuffer().put(values);
        return adopt(ElementType.DOUBLE, boxed(sizes), raw);
    }

    /** An INT64 tensor; without {@code sizes} a scalar. */
    public static TensorValue of(long[] values, long... sizes) {
        byte[] raw = new byte[Math.multiplyExact(values.length, Long.BYTES)];
        littleEndian(raw).asLongBuffer().put(values);
        return adopt(ElementType.INT64, boxed(sizes), raw);
    }

    /** A one-dimensional INT64 tensor: axes, shapes. */
    public static TensorValue vector(long... values) {
        return of(values, values.length);
    }

    /** A STRING tensor, UTF-8; without {@code sizes} a scalar. */
    public static TensorValue of(List<String> values, long... sizes) {
        return ofByteStrings(
                boxed(sizes),
                values.stream()
                        .map(value -> Bytes.of(value.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    private static ByteBuffer littleEndian(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<Long> boxed(long[] sizes) {
        return Arrays.stream(sizes).boxed().toList();
    }

    /** Type of every element. */
    public ElementType elementType() {
        return elementType;
    }

    /** Lengths of the axes, outermost first; none for a scalar. */
    public List<Long> dimensions() {
        return dimensions;
    }

    /** Number of elements. */
    public long elements() {
        return elementCount(dimensions);
    }

    /** Its type with every length known. */
    public ValueType.OfTensor type() {
        return new ValueType.OfTensor(elementType, Shape.of(dimensions));
    }

    /** Row-major little-endian elements, read-only, nothing copied; empty for STRING. */
    public ByteBuffer raw() {
        return raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements of a STRING tensor; empty for another. */
    public List<Bytes> byteStrings() {
        return strings;
    }

    /** The elements of a STRING tensor as UTF-8 text. */
    public List<String> texts() {
        return strings.stream()
                .map(value -> new String(value.toArray(), StandardCharsets.UTF_8))
                .toList();
    }

    /** The elements of a FLOAT tensor, in a fresh array. */
    public float[] floats() {
        require(ElementType.FLOAT);
        float[] values = new float[raw.capacity() / Float.BYTES];
        raw().asFloatBuffer().get(values);
        return values;
    }

    /** The elements of a DOUBLE tensor, in a fresh array. */
    public double[] doubles() {
        require(ElementType.DOUBLE);
        double[] values = new double[raw.capacity() / Double.BYTES];
        raw().asDoubleBuffer().get(values);
        return values;
    }

    /** The elements of an INT64 tensor, in a fresh array. */
    public long[] longs() {
        require(ElementType.INT64);
        long[] values = new long[raw.capacity() / Long.BYTES];
        raw().asLongBuffer().get(values);
        return values;
    }

    /** What is said about it beside its content. */
    public Annotations annotations() {
        return annotations;
    }

    /** The same content with other annotations; nothing is copied. */
    public TensorValue withAnnotations(Annotations newAnnotations) {
        return new TensorValue(this, newAnnotations);
    }

    /** Whether every element is zero or false; a negative zero is not. */
    public boolean isZero() {
        ByteBuffer bytes = raw();
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                return false;
            }
        }
        return elementType != ElementType.STRING;
    }

    private void require(ElementType wanted) {
        if (elementType != wanted) {
            throw new IllegalArgumentException(
                    "the tensor holds " + elementType + ", but was read as " + wanted);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorValue that
                && elementType == that.elementType
                && dimensions.equals(that.dimensions)
                && raw.equals(that.raw)
                && strings.equals(that.strings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(elementType, dimensions, raw, strings);
    }

    @Override
    public String toString() {
        return "TensorValue[" + elementType + " " + dimensions + "]";
    }
}
