package dev.bulwark.kernel.exchange;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tensors that travel together, and their binary form.
 *
 * <p>The form, little-endian: {@code u16} count; then for each tensor {@code u16} name length, name
 * in UTF-8, {@code u8} type (1 float, 2 integer of 64 bits, 3 string), {@code u8} dimensions,
 * {@code i32} each; then the elements: 4 or 8 bytes each, or for strings {@code u32} length and
 * UTF-8. Nothing may follow. The reader allocates no more than a small multiple of the bytes it is
 * given.
 *
 * @param tensors at most {@value #MOST_TENSORS}, names unique
 */
public record NamedTensors(List<NamedTensor> tensors) {
    /** As many as a wide table has columns. */
    public static final int MOST_TENSORS = 65_535;

    private static final int FLOAT = 1;
    private static final int LONG = 2;
    private static final int TEXT = 3;

    public NamedTensors {
        tensors = List.copyOf(tensors);
        if (tensors.size() > MOST_TENSORS) {
            throw new IllegalArgumentException(
                    "at most " + MOST_TENSORS + " tensors travel together");
        }
        Set<String> names = new HashSet<>();
        for (NamedTensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("tensor '" + tensor.name() + "' comes twice");
            }
        }
    }

    /** The tensor of this name, if there is one. */
    public Optional<NamedTensor> tensor(String name) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    /** The binary form. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 2, tensors.size());
        for (NamedTensor tensor : tensors) {
            byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8);
            put(out, 2, name.length);
            out.writeBytes(name);
            out.write(
                    switch (tensor.values()) {
                        case TensorValues.Floats _ -> FLOAT;
                        case TensorValues.Longs _ -> LONG;
                        case TensorValues.Texts _ -> TEXT;
                    });
            out.write(tensor.shape().size());
            tensor.shape().forEach(dimension -> put(out, 4, dimension));
            putValues(out, tensor.values());
        }
        return out.toByteArray();
    }

    private static void putValues(ByteArrayOutputStream out, TensorValues values) {
        switch (values) {
            case TensorValues.Floats floats -> {
                byte[] raw = new byte[floats.size() * Float.BYTES];
                littleEndian(raw).asFloatBuffer().put(floats.toArray());
                out.writeBytes(raw);
            }
            case TensorValues.Longs longs -> {
                byte[] raw = new byte[longs.size() * Long.BYTES];
                littleEndian(raw).asLongBuffer().put(longs.toArray());
                out.writeBytes(raw);
            }
            case TensorValues.Texts texts -> {
                for (String text : texts.values()) {
                    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                    put(out, 4, utf8.length);
                    out.writeBytes(utf8);
                }
            }
        }
    }

    private static ByteBuffer littleEndian(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void put(ByteArrayOutputStream out, int width, int value) {
        for (int i = 0; i < width; i++) {
            out.write(value >>> (Byte.SIZE * i));
        }
    }

    /**
     * Reads {@link #toBytes}, strictly.
     *
     * @throws BulwarkException with code {@code TENSORS_MALFORMED} if it is anything else
     */
    public static NamedTensors parse(Bytes bytes) {
        ByteBuffer in = bytes.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
        try {
            int count = Short.toUnsignedInt(in.getShort());
            List<NamedTensor> tensors = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tensors.add(tensor(in));
            }
            if (in.hasRemaining()) {
                throw malformed(in.remaining() + " bytes follow the last tensor", null);
            }
            return new NamedTensors(tensors);
        } catch (BufferUnderflowException e) {
            throw malformed("they end too early", e);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw malformed(String.valueOf(e.getMessage()), e);
        }
    }

    private static NamedTensor tensor(ByteBuffer in) throws CharacterCodingException {
        String name = text(in, Short.toUnsignedInt(in.getShort()));
        int type = Byte.toUnsignedInt(in.get());
        int dimensions = Byte.toUnsignedInt(in.get());
        if (dimensions > NamedTensor.MOST_DIMENSIONS) {
            throw new IllegalArgumentException("a tensor has " + dimensions + " dimensions");
        }
        List<Integer> shape = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            shape.add(in.getInt());
        }
        return new NamedTensor(name, shape, values(in, type, NamedTensor.elements(shape)));
    }

    private static TensorValues values(ByteBuffer in, int type, int count)
            throws CharacterCodingException {
        // Checked before anything is allocated: a string takes at least its four bytes of length.
        long least = (long) count * (type == LONG ? Long.BYTES : Float.BYTES);
        if (least > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return switch (type) {
            case FLOAT -> {
                float[] values = new float[count];
                in.asFloatBuffer().get(values);
                in.position(in.position() + count * Float.BYTES);
                yield TensorValues.Floats.of(values);
            }
            case LONG -> {
                long[] values = new long[count];
                in.asLongBuffer().get(values);
                in.position(in.position() + count * Long.BYTES);
                yield TensorValues.Longs.of(values);
            }
            case TEXT -> {
                List<String> values = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    values.add(text(in, in.getInt()));
                }
                yield new TensorValues.Texts(values);
            }
            default -> throw new IllegalArgumentException("a tensor has unknown type " + type);
        };
    }

    private static String text(ByteBuffer in, int length) throws CharacterCodingException {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer utf8 = in.slice(in.position(), length);
        in.position(in.position() + length);
        return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    }

    private static BulwarkException malformed(String why, @Nullable Throwable cause) {
        String what = "the tensors cannot be read: " + why;
        String fix = "send what NamedTensors.toBytes wrote";
        return cause == null
                ? new BulwarkException("TENSORS_MALFORMED", what, fix)
                : new BulwarkException("TENSORS_MALFORMED", what, fix, cause);
    }
}
